import { html, useState } from '../../lib/preact.js';

/** Takes a file that is dropped or chosen. @param {{ isBusy: boolean, onFile: (file: File) => void }} given */
export function DropArea({ isBusy, onFile }) {
  const [isOver, setIsOver] = useState(false);
  const take = (files) => files?.[0] && onFile(files[0]);
  const drop = (event) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files);
  };
  const over = (event) => {
    event.preventDefault();
    setIsOver(true);
  };
  return html`
    <label
      class=${`drop ${isOver ? 'over' : ''}`}
      onDrop=${drop}
      onDragOver=${over}
      onDragLeave=${() => setIsOver(false)}
    >
      <input
        type="file"
        accept=".csv,.tsv,.txt,.ndjson,.jsonl"
        disabled=${isBusy}
        onChange=${(event) => take(event.target.files)}
      />
      <strong>${isBusy ? 'Reading the file …' : 'Choose a file'}</strong>
      <span>or drop it here</span>
      <span class="hint">Up to 1,000,000 rows and 200 MB</span>
    </label>
  `;
}
