// What it calls runs as system too.
exports = async () => await context.functions.execute('countNotes');
