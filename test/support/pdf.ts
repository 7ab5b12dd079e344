import PdfParser from 'pdf2json';

/** The text of each page as somebody would copy it out of the file, without blanks. */
export async function pagesOf(pdf: Buffer): Promise<string[]> {
  const parser = new PdfParser();
  const read = new Promise<{ Pages: { Texts: { R: { T: string }[] }[] }[] }>((resolve, reject) => {
    parser.on('pdfParser_dataError', reject as never);
    parser.on('pdfParser_dataReady', resolve as never);
  });
  // The parser reads a buffer's memory from its beginning; a small buffer may lie further in (Node 24 pools up to 32 KiB).
  parser.parseBuffer(Buffer.from(Uint8Array.from(pdf).buffer));
  const { Pages } = await read;
  return Pages.map(({ Texts }) =>
    Texts.flatMap(({ R }) => R.map(({ T }) => decodeURIComponent(T)))
      .join('')
      .replace(/\s/g, ''),
  );
}
