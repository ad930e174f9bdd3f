(native => ({
  env: {},
  argv: [],
  platform: 'linux',
  version: 'v10.18.1',
  versions: { node: '10.18.1' },
  uptime: () => native.elapsed() / 1000,
  hrtime(earlier) {
    const now = native.elapsed();
    const time = [Math.floor(now / 1000), Math.floor((now % 1000) * 1e6)];
    if (earlier === undefined) return time;
    const rest = (time[0] - earlier[0]) * 1e9 + time[1] - earlier[1];
    return [Math.floor(rest / 1e9), rest % 1e9];
  },
  nextTick(callback, ...values) { Promise.resolve().then(() => callback(...values)); },
}))
