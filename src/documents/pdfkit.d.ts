import type { Font } from 'fontkit';

declare global {
  namespace PDFKit.Mixins {
    interface PDFFont {
      /** A font that was read already; its own types know only the bytes of one. */
      registerFont(name: string, font: Font): this;
    }
  }
}
