// One Pyodide, which runs one program after the other.

import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { loadPyodide, version } from "pyodide";

const HARNESS = readFileSync(new URL("./harness.py", import.meta.url), "utf8");

class Output {
    constructor() {
        this.begin(0);
    }

    begin(limit) {
        this.chunks = [];
        this.left = limit;
        this.full = false;
    }

    write(bytes) {
        if (bytes.length > this.left) {
            this.full = true;
        }
        const kept = bytes.slice(0, this.left);
        this.chunks.push(Buffer.from(kept));
        this.left -= kept.length;
        return bytes.length;
    }

    text() {
        return Buffer.concat(this.chunks).toString("utf8");
    }
}

async function load(snapshot) {
    // Without `jsglobals` a program would find Node in the module `js`.
    const options = snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true };
    const pyodide = await loadPyodide({ jsglobals: {}, ...options });
    if (snapshot) {
        return { pyodide, snapshot };
    }
    pyodide.FS.writeFile("/home/pyodide/harness.py", HARNESS);
    pyodide.runPython("import harness");
    const taken = pyodide.makeMemorySnapshot();
    const shared = new Uint8Array(new SharedArrayBuffer(taken.length));
    shared.set(taken);
    return { pyodide, snapshot: shared };
}

const { pyodide, snapshot } = await load(workerData.snapshot);
const [stdout, stderr] = [new Output(), new Output()];
let input = "";
pyodide.setStdout({ write: (bytes) => stdout.write(bytes) });
pyodide.setStderr({ write: (bytes) => stderr.write(bytes) });
pyodide.setStdin({
    stdin: () => {
        const all = input;
        input = null;
        return all;
    },
});
const serve = pyodide.runPython("import harness; harness.serve");

parentPort.on("message", (job) => {
    stdout.begin(job.output);
    stderr.begin(job.output);
    input = job.stdin ?? "";
    const ended = JSON.parse(serve(JSON.stringify({ files: job.files, main: job.main })));
    if (stdout.full || stderr.full) {
        ended.stopped ??= "output";
    }
    parentPort.postMessage({ ...ended, stdout: stdout.text(), stderr: stderr.text() });
});

parentPort.postMessage({
    protocol: 1,
    name: `Pyodide ${version}`,
    version: JSON.parse(pyodide.runPython("harness.json.dumps(harness.sys.version_info[:3])")),
    packages: {},
    snapshot,
});
