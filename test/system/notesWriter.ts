import { GitNotes } from '../../src/system/index.js';

/** A writer in a process of its own: `notesWriter FOLDER COMMIT NAME COUNT`. */
const [folder = '', commit = '', name = '', count = '0'] = process.argv.slice(2);
const notes = await GitNotes.open(folder);
for (let index = 0; index < Number(count); index++) {
  await notes.append(commit, `${name}-${index}`, { name, host: 'example' });
}
