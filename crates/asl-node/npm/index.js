// The package: the functions of index.d.ts around the engine, which takes and gives JSON.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const engine = require('./engine.js');

/** What the engine says against a request. */
class WorkflowError extends Error {
    constructor(message) {
        super(message);
        this.name = 'WorkflowError';
    }
}

function ask(command, request) {
    let answer;
    try {
        answer = engine.answer(command, JSON.stringify(request));
    } catch (error) {
        throw typeof error === 'string' ? new WorkflowError(error) : error;
    }
    return JSON.parse(answer);
}

/** A workflow in any of its forms, as the engine takes it. */
function workflow(given) {
    if (typeof given === 'string') return { definition: given };
    if (given && typeof given === 'object' && given.definition === undefined && (given.States || given.Resources)) {
        return { definition: given };
    }
    return given;
}

const withOptions = (given, options) => ({ ...workflow(given), ...options });

exports.WorkflowError = WorkflowError;

exports.load = function load(file, options = {}) {
    const folder = path.dirname(file);
    const name = path.basename(file);
    const loaded = { definition: fs.readFileSync(file, 'utf8'), path: name, ...options };
    const tried = new Set();
    // A file that a template names can name others.
    for (let round = 0; round < 8; round++) {
        const wanted = ask('missingFiles', loaded).filter((one) => !tried.has(one));
        if (wanted.length === 0) break;
        for (const one of wanted) {
            tried.add(one);
            const place = path.resolve(folder, one.replace(/^file:\/\//, ''));
            if (!fs.existsSync(place) || !fs.statSync(place).isFile()) continue;
            const relative = path.relative(folder, place).split(path.sep).join('/');
            loaded.files = { ...loaded.files, [relative]: fs.readFileSync(place, 'utf8') };
        }
    }
    return loaded;
};

exports.check = (given, options) => ask('check', withOptions(given, options));
exports.run = (given, options) => ask('run', withOptions(given, options));
exports.test = (given, scenarios, options) => ask('test', { ...withOptions(given, options), scenarios });
exports.explore = (given, options) => ask('explore', withOptions(given, options));
