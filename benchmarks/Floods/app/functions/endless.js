exports = () => { for (;;) { } };
