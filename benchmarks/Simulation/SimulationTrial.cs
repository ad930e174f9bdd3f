using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Benchmarks.Fleet;
using AppServices.Benchmarks.Processes;
using AppServices.Benchmarks.Trials;

namespace AppServices.Benchmarks.Simulation;

/// <summary>
/// Measures fleets of one to three servers on this machine, simulates the same, and fails where the two differ too much; then says what
/// the simulation has to say of fleets that no machine here could hold.
/// </summary>
internal sealed class SimulationTrial : ITrial
{
    private const int Servers = 3;
    private const int Rounds = 3;
    private const int Clients = 8;
    private const int Connections = 64;
    private const double MaxMiddleRatio = 2;
    private const double MaxSlowRatio = 3;

    // Of a fleet that is planned: what one server has, how busy it may be, and how far MongoDB is.
    private const int CoresOfServer = 2;
    private const double MaxBusy = 0.6;
    private const double WayToMongo = 5;
    private const double PlannedSeconds = 60;

    // Until compilers have done their best.
    private const int WarmingCalls = 3_000;

    private const double ShareOfAlone = 0.05;

    // Shares of what a fleet does at most.
    private static readonly double[] s_loads = [0.3, 0.6];

    private static readonly double[] s_parts = [0.5, 0.99];

    private static readonly int[] s_planned = [100, 300, 1_000, 3_000, 10_000];

    public (string Unit, int Size) Extent => ("seconds for each measurement", 10);

    public async Task RunAsync(int size)
    {
        TimeSpan time = TimeSpan.FromSeconds(size);
        await using MongoServer mongo = await MongoServer.StartAsync();
        await mongo.FillAsync(FleetLoad.Documents);
        List<Server> servers = [];
        List<Measured> all = [];
        Work work = default!;
        try
        {
            for (int count = 1; count <= Servers; count++)
            {
                servers.Add(await mongo.ServeAsync());
                await using FleetLoad load = await FleetLoad.StartAsync(servers, Connections);
                // In the place of MongoDB all writes exclude each other, which those of different documents do not in a MongoDB.
                load.Writes = false;
                for (int calls = 0; calls < WarmingCalls;) calls += (await load.SaturateAsync(Clients, time)).Length;
                for (int round = 0; round < Rounds; round++) all.Add(await MeasureAsync(load, servers, mongo, time));
                if (count == 1) work = await WithWritesAsync(load, servers[0], mongo.Server, time);
            }
        }
        finally
        {
            foreach (Server server in servers) await server.DisposeAsync();
        }
        ILookup<int, Measured> fleets = all.ToLookup(each => each.Servers);
        string[] wrong = [.. fleets.SelectMany(fleet => Compare(fleet.Key, [.. fleet]))];
        Plan(work);
        if (wrong.Length > 0)
            throw new BenchmarkException("The simulation is too far from what was measured: " + string.Join("; ", wrong));
    }

    private static async Task<Measured> MeasureAsync(FleetLoad load, List<Server> servers, MongoServer mongo, TimeSpan time)
    {
        double ofServers = Total(servers), ofMongo = Total([mongo.Server]);
        double[] busy = await load.SaturateAsync(Clients, time);
        (ofServers, ofMongo) = ((Total(servers) - ofServers) / busy.Length, (Total([mongo.Server]) - ofMongo) / busy.Length);
        // One now and then, as threads that sleep have to wake up for it; those of one after another do not sleep.
        double[] alone = await load.PaceAsync(busy.Length / time.TotalSeconds * ShareOfAlone, time);
        var measured = new Measured(servers.Count, alone.Average(), busy.Length / time.TotalSeconds, ofServers, ofMongo);
        foreach (double share in s_loads)
        {
            double[] real = await load.PaceAsync(measured.MaxPerSecond * share, time);
            double[] simulated = FleetSimulation.Run(OnThisMachine(measured, share, alone), PlannedSeconds).Times;
            foreach (double part in s_parts) measured.Times.Add((share, part, Part(real, part), Part(simulated, part)));
        }
        return measured;

        static double Total(IEnumerable<Server> servers) => servers.Sum(server => server.ProcessorTime.TotalMilliseconds);
    }

    private static FleetModel OnThisMachine(Measured measured, double share, double[] alone)
    {
        // What the machine does at most says what a call costs of it, with clients and all, and others that use the machine.
        double cost = Environment.ProcessorCount * 1000 / measured.MaxPerSecond;
        double shareOfServers = measured.OfServers / (measured.OfServers + measured.OfMongo);
        return new FleetModel
        {
            Servers = measured.Servers,
            CallsPerSecond = measured.MaxPerSecond * share,
            ServerWork = cost * shareOfServers,
            MongoWork = cost * (1 - shareOfServers),
            Rest = Math.Max(0, measured.Alone - cost),
            Factors = [.. alone.Select(each => each / measured.Alone)],
            Cores = Environment.ProcessorCount,
            MongoCores = 0,
        };
    }

    // Of the medians of all rounds, as a moment in which the machine does something else is in one of them.
    private static IEnumerable<string> Compare(int count, Measured[] rounds)
    {
        double most = Middle(rounds, each => each.MaxPerSecond), alone = Middle(rounds, each => each.Alone);
        Say($"{count} servers: at most {most:N0} calls a second, and a call takes {alone:N1} ms alone.");
        foreach ((double share, double part, _, _) in rounds[0].Times)
        {
            double real = Middle(rounds, each => each.Times.First(time => (time.Share, time.Part) == (share, part)).Real);
            double simulated = Middle(rounds, each => each.Times.First(time => (time.Share, time.Part) == (share, part)).Simulated);
            double ratio = simulated / real, bound = part > 0.5 ? MaxSlowRatio : MaxMiddleRatio;
            Say($"  at {share:P0}, p{part * 100:N0}: {real:N1} ms measured, {simulated:N1} simulated ({ratio:N2}, bound {bound:N0})");
            if (ratio > bound || ratio < 1 / bound)
                yield return string.Create(CultureInfo.InvariantCulture, $"p{part * 100:N0} of {count} at {share:P0} by {ratio:N2}");
        }
    }

    // By one client, as work that is done again because of others is none of a MongoDB's.
    private static async Task<Work> WithWritesAsync(FleetLoad load, Server server, Server mongo, TimeSpan time)
    {
        load.Writes = true;
        await load.SaturateAsync(1, time);
        TimeSpan ofServer = server.ProcessorTime, ofMongo = mongo.ProcessorTime;
        int calls = (await load.SaturateAsync(1, time)).Length;
        (ofServer, ofMongo) = (server.ProcessorTime - ofServer, mongo.ProcessorTime - ofMongo);
        return new Work(ofServer.TotalMilliseconds / calls, ofMongo.TotalMilliseconds / calls);
    }

    private static void Plan(Work work)
    {
        (double ofServers, double ofMongo) = work;
        // Calls of a quiet machine: exponential, which is more different than calls of one kind are.
        double[] factors = [.. Enumerable.Range(0, 1000).Select(i => -Math.Log(1 - ((i + 0.5) / 1000)))];
        Say($"The work of a call: {ofServers:N2} ms in servers, {ofMongo:N2} ms in the place of MongoDB.");
        Say($"Planned: {CoresOfServer} cores for a server, {MaxBusy:P0} of them busy, one server more, {WayToMongo:N0} ms on the way.");
        foreach (int perSecond in s_planned)
        {
            int servers = (int)Math.Ceiling(perSecond * ofServers / 1000 / (CoresOfServer * MaxBusy)) + 1;
            int mongo = Math.Max(2, (int)Math.Ceiling(perSecond * ofMongo / 1000 / MaxBusy));
            var model = new FleetModel
            {
                Servers = servers,
                CallsPerSecond = perSecond,
                ServerWork = ofServers,
                MongoWork = ofMongo,
                Rest = WayToMongo,
                Factors = factors,
                Cores = CoresOfServer,
                MongoCores = mongo,
            };
            double failing = PlannedSeconds * 1000 / 3;
            Say($"{perSecond:N0} calls a second: {servers} servers, {servers * CoresOfServer} cores, and {mongo} of MongoDB.");
            foreach ((string what, FleetModel of) in ((string, FleetModel)[])
            [
                ("calm", model),
                ("one killed", model with { KilledAt = failing }),
                ("stepped down", model with { SteppedDownAt = failing }),
            ])
            {
                SimulatedTimes times = FleetSimulation.Run(of, PlannedSeconds);
                Say($"  {what,-12} p50 {Part(times.Times, 0.5):N1} ms, p99 {Part(times.Times, 0.99):N1} ms, {times.Failed:P2} failed");
            }
        }
    }

    private static double Middle(Measured[] rounds, Func<Measured, double> of) => Part([.. rounds.Select(of)], 0.5);

    private static double Part(double[] times, double part) => times.Order().ElementAt((int)(part * (times.Length - 1)));

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>The milliseconds that processors work for a call of all kinds.</summary>
    private sealed record Work(double OfServers, double OfMongo);

    /// <summary>What was measured of a fleet in a round.</summary>
    /// <param name="Servers">How many servers it has.</param>
    /// <param name="Alone">How long a call takes when there is no other, on average.</param>
    /// <param name="MaxPerSecond">How many there are in a second, when all clients call.</param>
    /// <param name="OfServers">The milliseconds that processors work for one in servers.</param>
    /// <param name="OfMongo">Those in what speaks MongoDB's protocol.</param>
    private sealed record Measured(int Servers, double Alone, double MaxPerSecond, double OfServers, double OfMongo)
    {
        /// <summary>How long calls took, and how long simulated ones did, by the share of the greatest load.</summary>
        public List<(double Share, double Part, double Real, double Simulated)> Times { get; } = [];
    }
}
