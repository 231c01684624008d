// Serves programs to one Pyodide at a time; docs/writing-cards.md describes the protocol.
//
// Pyodide lives in a worker, because only the end of its thread ends an endless loop. A new worker starts from a
// snapshot of the memory of the first, in a tenth of the time.

import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";

const WORKER = new URL("./worker.mjs", import.meta.url);

/** Programs after which an interpreter is replaced, so that what they leave behind does not add up. */
const MOST_PROGRAMS = 200;

class Interpreter {
    constructor(snapshot) {
        this.served = 0;
        this.worker = new Worker(WORKER, {
            workerData: { snapshot },
            // Deep recursion is held by Python's own limit, not by the stack.
            resourceLimits: { stackSizeMb: 16 },
        });
        this.settle = () => {};
        this.worker.on("message", (message) => this.settle(message));
        this.worker.on("error", (error) => this.settle({ crashed: String(error) }));
        this.worker.on("exit", () => this.settle({ crashed: "it ended" }));
        this.ready = this.next();
    }

    /** The next message of the worker, or why there is none. */
    next() {
        return new Promise((resolve) => {
            this.settle = resolve;
        });
    }

    async run(job) {
        this.served += 1;
        const started = await this.ready;
        if (started.crashed) {
            return started;
        }
        const answer = this.next();
        this.worker.postMessage(job);
        let timer;
        const late = new Promise((resolve) => {
            timer = setTimeout(() => resolve({ stopped: "time" }), job.seconds * 1000);
        });
        const reply = await Promise.race([answer, late]);
        clearTimeout(timer);
        return reply;
    }

    async end() {
        this.settle = () => {};
        await this.worker.terminate();
    }
}

function say(object) {
    process.stdout.write(JSON.stringify(object) + "\n");
}

let interpreter = new Interpreter(null);
const first = await interpreter.ready;
if (first.crashed) {
    console.error(`Pyodide does not start: ${first.crashed}`);
    process.exit(1);
}
const { snapshot, ...hello } = first;
say(hello);

/** A recursion that Python allows may be too deep for the stack of WebAssembly: that is a limit, not a fault. */
function crash(what) {
    if (what.includes("call stack")) {
        return { lacks: "deep recursion" };
    }
    return { stopped: "crash", stderr: what };
}

async function renew() {
    await interpreter.end();
    interpreter = new Interpreter(snapshot);
}

for await (const line of createInterface({ input: process.stdin })) {
    const job = JSON.parse(line);
    if (interpreter.served >= MOST_PROGRAMS || (job.fresh && interpreter.served > 0)) {
        await renew();
    }
    const { crashed, ...reply } = await interpreter.run(job);
    if (crashed || reply.stopped) {
        await renew();
    }
    say({ id: job.id, ...reply, ...(crashed && crash(crashed)) });
}
await interpreter.end();
