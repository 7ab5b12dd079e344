import { useState } from 'preact/hooks';
import type { Json } from './api.js';
import { Chart } from './chart.js';
import type { BlockHost } from './host.js';
import { Input } from './inputs.js';
import { Mrkdwn } from './mrkdwn.js';
import { DataTable, Table } from './tables.js';
import { useWords } from './words.js';

function Words({ text, host }: { text: Json; host: BlockHost }) {
  return text.type === 'mrkdwn' ? (
    <Mrkdwn text={text.text} people={host.people} onLink={host.openLink} />
  ) : (
    <span class="plain">{text.text}</span>
  );
}

function Confirm({ confirm, onYes, onNo }: { confirm: Json; onYes: () => void; onNo: () => void }) {
  return (
    <div class="overlay confirm" role="alertdialog" aria-label={confirm.title.text}>
      <div class="dialog small">
        <h2>{confirm.title.text}</h2>
        <p>{confirm.text.text}</p>
        <footer>
          <button type="button" onClick={onNo}>
            {confirm.deny.text}
          </button>
          <button type="button" class="primary" onClick={onYes}>
            {confirm.confirm.text}
          </button>
        </footer>
      </div>
    </div>
  );
}

function Button({ block, element, host }: { block: Json; element: Json; host: BlockHost }) {
  const [isAsking, setAsking] = useState(false);
  const press = (): void => host.press(block, element, element.value);
  return (
    <>
      <button
        type="button"
        class={element.style ?? ''}
        onClick={() => (element.confirm ? setAsking(true) : press())}
        data-action={element.action_id}
      >
        {element.text.text}
      </button>
      {isAsking && (
        <Confirm
          confirm={element.confirm}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            press();
          }}
        />
      )}
    </>
  );
}

function Menu({ block, element, host }: { block: Json; element: Json; host: BlockHost }) {
  const words = useWords();
  return (
    <select
      aria-label={element.placeholder?.text ?? words.aria.menu}
      data-action={element.action_id}
      onChange={(event) => {
        const { value } = event.currentTarget;
        event.currentTarget.value = '';
        if (value) host.press(block, element, value);
      }}
    >
      <option value="">{element.placeholder?.text ?? '…'}</option>
      {element.options.map((option: Json) => (
        <option key={option.value} value={option.value}>
          {option.text.text}
        </option>
      ))}
    </select>
  );
}

function Element({ block, element, host }: { block: Json; element: Json; host: BlockHost }) {
  if (element.type === 'button') return <Button block={block} element={element} host={host} />;
  if (element.type === 'static_select' || element.type === 'overflow') return <Menu block={block} element={element} host={host} />;
  if (element.type === 'image') return <img class="thumb" src={element.image_url} alt={element.alt_text} />;
  return <Input block={block} element={element} host={host} />;
}

function InputBlock({ block, host }: { block: Json; host: BlockHost }) {
  const words = useWords();
  const error = host.errors[block.block_id];
  const id = `input-${block.block_id}`;
  return (
    <div class={`input-block${error ? ' has-error' : ''}`} data-block={block.block_id}>
      <label for={id}>
        {block.label.text}
        {block.optional && <span class="optional"> {words.optional}</span>}
      </label>
      <Input block={block} element={block.element} host={host} id={id} />
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {block.hint && <p class="hint">{block.hint.text}</p>}
    </div>
  );
}

/** One block of Block Kit. */
export function Block({ block, host }: { block: Json; host: BlockHost }) {
  switch (block.type) {
    case 'header':
      return <h3 class="block-header">{block.text.text}</h3>;
    case 'divider':
      return <hr />;
    case 'section':
      return (
        <div class="section">
          {block.text && (
            <div class="section-text">
              <Words text={block.text} host={host} />
            </div>
          )}
          {block.fields && (
            <div class="fields">
              {block.fields.map((field: Json, n: number) => (
                <div key={n}>
                  <Words text={field} host={host} />
                </div>
              ))}
            </div>
          )}
          {block.accessory && <Element block={block} element={block.accessory} host={host} />}
        </div>
      );
    case 'context':
      return (
        <div class="context">
          {block.elements.map((item: Json, n: number) =>
            item.type === 'image' ? (
              <img key={n} class="thumb" src={item.image_url} alt={item.alt_text} />
            ) : (
              <Words key={n} text={item} host={host} />
            ),
          )}
        </div>
      );
    case 'actions':
      return (
        <div class="actions">
          {block.elements.map((element: Json) => (
            <Element key={element.action_id} block={block} element={element} host={host} />
          ))}
        </div>
      );
    case 'input':
      return <InputBlock block={block} host={host} />;
    case 'image':
      return (
        <figure>
          <img src={block.image_url ?? block.slack_file?.url} alt={block.alt_text} />
          {block.title && <figcaption>{block.title.text}</figcaption>}
        </figure>
      );
    case 'table':
      return <Table block={block} host={host} />;
    case 'data_table':
      return <DataTable block={block} host={host} />;
    case 'data_visualization':
      return <Chart block={block} />;
    default:
      return <div class="context">[{block.type}]</div>;
  }
}
