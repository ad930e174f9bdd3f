exports = async note => await context.functions.execute('addNote', note);
