using System;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.Benchmarks.Simulation;

/// <summary>
/// A fleet, event by event: calls arrive, are given to one of the servers, wait for a core of it, for one of MongoDB, and for one of the
/// server again. A server can be killed, and MongoDB be without a primary for a while.
/// </summary>
internal sealed class FleetSimulation
{
    private readonly FleetModel _model;
    private readonly Random _random;
    private readonly PriorityQueue<Action, double> _events = new();
    private readonly Station[] _servers;
    private readonly Station _mongo;
    private readonly List<double> _times = [];
    private double _now;
    private int _failed;
    private int _arrived;

    private FleetSimulation(FleetModel model, int seed)
    {
        _model = model;
        _random = new Random(seed);
        bool isOneMachine = model.MongoCores == 0;
        _mongo = new Station(isOneMachine ? model.Cores : model.MongoCores);
        _servers = [.. Enumerable.Range(0, model.Servers).Select(_ => isOneMachine ? _mongo : new Station(model.Cores))];
    }

    /// <summary>Simulates some seconds of a fleet.</summary>
    public static SimulatedTimes Run(FleetModel model, double seconds, int seed = 1)
    {
        var simulation = new FleetSimulation(model, seed);
        simulation.Run(seconds * 1000);
        return new SimulatedTimes([.. simulation._times], (double)simulation._failed / Math.Max(1, simulation._arrived));
    }

    private void Run(double end)
    {
        At(0, () => Arrive(end));
        if (_model.KilledAt is { } killed) At(killed, Kill);
        if (_model.SteppedDownAt is { } stepped) At(stepped, StepDown);
        while (_events.TryDequeue(out Action? next, out double time))
        {
            _now = time;
            next();
        }
    }

    private void Arrive(double end)
    {
        double next = _now - (Math.Log(1 - _random.NextDouble()) * 1000 / _model.CallsPerSecond);
        if (next < end) At(next, () => Arrive(end));
        _arrived++;
        double factor = _model.Factors[_random.Next(_model.Factors.Length)];
        Station[] known = [.. _servers.Where(server => server.IsKnown)];
        Station server = known[_random.Next(known.Length)];
        if (server.IsDown)
        {
            _failed++;
            return;
        }
        bool writes = _random.NextDouble() < _model.Writes;
        double begun = _now, half = _model.ServerWork * factor / 2;
        int life = server.Lives;
        Work(server, half, () => Work(_mongo, _model.MongoWork * factor, Return, writes ? _model.WritePatience : _model.ReadPatience));

        void Return()
        {
            if (server.Lives != life) _failed++;
            else Work(server, half, () => _times.Add(_now + (_model.Rest * factor) - begun));
        }
    }

    private void Work(Station station, double time, Action then, double patience = double.PositiveInfinity)
    {
        station.Waiting.Enqueue(new Job(time, then, _now + patience));
        Begin(station);
    }

    private void Begin(Station station)
    {
        while (!station.IsDown && station.Busy < station.Cores && station.Waiting.TryDequeue(out Job? job))
        {
            if (job.Until < _now)
            {
                _failed++;
                continue;
            }
            station.Busy++;
            int life = station.Lives;
            At(_now + job.Time, () =>
            {
                // What a killed server was at is lost, and counted.
                if (station.Lives != life) return;
                station.Busy--;
                job.Then();
                Begin(station);
            });
        }
    }

    private void Kill()
    {
        Station killed = _servers[0];
        _failed += killed.Busy + killed.Waiting.Count;
        killed.Waiting.Clear();
        (killed.IsDown, killed.Busy, killed.Lives) = (true, 0, killed.Lives + 1);
        At(_now + _model.Detection, () => killed.IsKnown = false);
        At(_now + _model.Restart, () =>
        {
            (killed.IsDown, killed.IsKnown) = (false, true);
            Begin(killed);
        });
    }

    private void StepDown()
    {
        _mongo.IsDown = true;
        At(_now + _model.Election, () =>
        {
            _mongo.IsDown = false;
            Begin(_mongo);
        });
    }

    private void At(double time, Action action) => _events.Enqueue(action, time);

    /// <summary>Something to do at a station, and what comes then.</summary>
    private sealed record Job(double Time, Action Then, double Until);

    /// <summary>A queue before some cores.</summary>
    private sealed class Station(int cores)
    {
        public int Cores { get; } = cores;

        public Queue<Job> Waiting { get; } = new();

        public int Busy { get; set; }

        public int Lives { get; set; }

        public bool IsDown { get; set; }

        /// <summary>Whether calls are given to it.</summary>
        public bool IsKnown { get; set; } = true;
    }
}
