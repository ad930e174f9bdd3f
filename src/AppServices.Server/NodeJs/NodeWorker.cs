using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.IO.Pipes;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.NodeJs;

/// <summary>
/// A process of Node.js that runs calls. It has no variables of the operator, may read the packages and nothing else, and asks by a
/// channel that only it knows.
/// </summary>
internal sealed class NodeWorker : IAsyncDisposable
{
    private const int ExtraHeapMegabytes = 64;
    private const int MaxOutputLines = 100;

    // One may be on its way already, and the next may come before what a call does when it is told to stop.
    private const int AnswersWhenDoubted = 3;

    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(30);

    // Longer than a worker takes its word that it may begin a call: main.js has that, and a clock that is a little off.
    private static readonly TimeSpan s_offer = TimeSpan.FromMilliseconds(250);

    // What it has said before it ended is there to be read.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    private readonly WorkerSetup _setup;
    private readonly Process _process;
    private readonly NamedPipeServerStream _pipe;
    private readonly FrameChannel _channel;
    private readonly ConcurrentDictionary<int, WorkerCall> _calls = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly string _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heard = Stopwatch.GetTimestamp();
    private bool _isOutOfMemory;
    private int _outputLines;
    private string? _firstLine;
    private readonly Lock _lock = new();
    private Task? _disposing;
    private int _isStopped;
    private int _doubts;

    private NodeWorker(WorkerSetup setup)
    {
        _setup = setup;
        (_pipe, string address) = setup.Channels.Open();
        _channel = new FrameChannel(_pipe);
        _process = Process.Start(Start()) ?? throw new NodeMissingException($"'{setup.Program.Path}' does not start");
        _process.OutputDataReceived += (_, line) => Tell(line.Data);
        _process.ErrorDataReceived += (_, line) => Tell(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new { address, token = _token }));
        _process.StandardInput.Flush();
        Running = RunAsync();
    }

    /// <summary>Its life, which ends without an exception.</summary>
    public Task Running { get; }

    /// <summary>Done when it takes calls, or has ended.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Whether calls may be given to it.</summary>
    public bool TakesCalls => _ready.Task.IsCompletedSuccessfully && !IsRetired && !_ended.IsCancellationRequested && !IsBlocked;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _ended.IsCancellationRequested;

    /// <summary>Whether it has taken calls, before it ended.</summary>
    public bool HasServed { get; private set; }

    /// <summary>Whether it ends with its last call.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Whether it does not answer.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>When it was asked whether it still answers; null when it need not say.</summary>
    public long? Asked { get; private set; }

    /// <summary>Whether it has no call, and has answered often enough since one was forgotten to do nothing of that any more.</summary>
    public bool IsIdle => _calls.IsEmpty && Volatile.Read(ref _doubts) == 0;

    /// <summary>When it last said something.</summary>
    public long Heard => Interlocked.Read(ref _heard);

    /// <summary>Its calls.</summary>
    public ConcurrentDictionary<int, WorkerCall> Calls => _calls;

    /// <summary>Told when a call begins, or ends.</summary>
    public event Action<NodeWorker>? Changed;

    /// <summary>Starts one.</summary>
    /// <exception cref="NodeMissingException">It does not start.</exception>
    public static NodeWorker Start(WorkerSetup setup) => new(setup);

    /// <summary>Why it did not start, as far as it said.</summary>
    public string StartProblem => _firstLine?.Trim() ?? "it said nothing";

    /// <summary>Gives it a call.</summary>
    public void Begin(WorkerCall call, int id)
    {
        call.Id = id;
        call.OfferedAt = Stopwatch.GetTimestamp();
        _calls[call.Id] = call;
        _channel.Send(call.ToFrame());
    }

    /// <summary>Takes a call away from it that it has not begun; false when it has, or may just now.</summary>
    public bool TryTakeBack(WorkerCall call)
    {
        lock (call)
        {
            if (call.HasBegun || (!HasEnded && Stopwatch.GetElapsedTime(call.OfferedAt) < s_offer)) return false;
            if (!_calls.TryRemove(call.Id, out _)) return false;
        }
        _channel.Send(new BsonDocument { ["t"] = "no", ["c"] = call.Id });
        return true;
    }

    /// <summary>Tells it that nobody waits for a call any more.</summary>
    public void Forget(WorkerCall call)
    {
        // It may have begun it without saying so yet.
        Interlocked.Exchange(ref _doubts, AnswersWhenDoubted);
        if (!_calls.TryRemove(call.Id, out _)) return;
        _channel.Send(new BsonDocument { ["t"] = "stop", ["c"] = call.Id });
        Changed?.Invoke(this);
    }

    /// <summary>Asks whether it still answers.</summary>
    public void Ask()
    {
        if (Asked is not null) return;
        Asked = Stopwatch.GetTimestamp();
        _channel.Send(new BsonDocument("t", "ping"));
    }

    /// <summary>How much memory it has, in bytes.</summary>
    public long ResidentBytes()
    {
        try
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Lets others come first.</summary>
    public void StepBack()
    {
        try
        {
            _process.PriorityClass = ProcessPriorityClass.Idle;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended meanwhile, or the machine does not allow it.
        }
    }

    /// <summary>Lets it run, or not.</summary>
    public void Pause(bool isPaused)
    {
        if (Interlocked.Exchange(ref _isStopped, isPaused ? 1 : 0) != (isPaused ? 1 : 0)) ProcessSignal.Pause(_process, isPaused);
    }

    /// <summary>Ends it at once.</summary>
    /// <param name="isOutOfMemory">Whether it has too much memory.</param>
    public void Kill(bool isOutOfMemory = false)
    {
        _isOutOfMemory |= isOutOfMemory;
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already.
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock) return new ValueTask(_disposing ??= EndAsync());
    }

    private async Task EndAsync()
    {
        Kill();
        await Running;
        _process.Dispose();
        await _pipe.DisposeAsync();
        _ended.Dispose();
    }

    /// <summary>What its calls are told that had begun when it ended.</summary>
    public FunctionException Failure() => _isOutOfMemory && _calls.Values.Count(call => call.HasBegun) == 1
        ? new FunctionException(FunctionException.ExecutionError, "memory limit exceeded")
        : new FunctionException(FunctionException.ExecutionError, "the function's worker ended before it answered") { IsWorkerLost = true };

    private ProcessStartInfo Start()
    {
        var start = new ProcessStartInfo(_setup.Program.Path)
        {
            WorkingDirectory = _setup.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string? root = Environment.GetEnvironmentVariable("SystemRoot");
        start.Environment.Clear();
        start.Environment["TZ"] = "UTC";
        if (OperatingSystem.IsWindows()) start.Environment["SystemRoot"] = root;
        string heap = (_setup.MemoryBytes / 1024 / 1024 + ExtraHeapMegabytes).ToString(CultureInfo.InvariantCulture);
        foreach (string flag in (string[])[$"--max-old-space-size={heap}", "--no-warnings", .. _setup.Permissions(), _setup.Script])
            start.ArgumentList.Add(flag);
        return start;
    }

    private async Task RunAsync()
    {
        Task process = _process.WaitForExitAsync();
        Task talking = TalkAsync();
        await Task.WhenAny(process, talking);
        Kill();
        await process;
        if (_pipe.IsConnected) await talking.WaitAsync(s_lastWords).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ended.CancelAsync();
        await talking;
        _isOutOfMemory |= HasAborted;
        _ready.TrySetResult();
        Changed?.Invoke(this);
    }

    // Node aborts when its heap is full; nothing else of it does.
    private bool HasAborted => _process.ExitCode is 134 or unchecked((int)0xC0000409) or 3;

    private async Task TalkAsync()
    {
        try
        {
            await _pipe.WaitForConnectionAsync(_ended.Token).WaitAsync(s_start, _ended.Token);
            if (await _channel.ReadAsync(_ended.Token) is not { } hello || !IsOurs(hello)) return;
            BsonDocument app = _setup.App();
            app["now"] = Stopwatch.GetElapsedTime(0).TotalMilliseconds;
            _channel.Send(app);
            Task writing = _channel.WriteAsync(_ended.Token);
            while (await _channel.ReadAsync(_ended.Token) is { } frame) Receive(frame);
            _channel.Close();
            await writing;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or TimeoutException or ObjectDisposedException)
        {
            // It has ended, or is about to be.
        }
        catch (Exception error) when (error is FormatException or BsonException or ArgumentException or InvalidCastException
            or System.Collections.Generic.KeyNotFoundException or InvalidOperationException or OverflowException)
        {
            WorkerLog.Broken(_setup.Logger, error.Message);
        }
    }

    private bool IsOurs(BsonDocument hello) => hello.GetValue("token", "") is BsonString { Value: var token }
        && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(token), System.Text.Encoding.ASCII.GetBytes(_token));

    private void Receive(BsonDocument frame)
    {
        Interlocked.Exchange(ref _heard, Stopwatch.GetTimestamp());
        Asked = null;
        string kind = frame["t"].AsString;
        if (kind == "pong")
        {
            if (Volatile.Read(ref _doubts) > 0) Interlocked.Decrement(ref _doubts);
            return;
        }
        if (kind == "ready")
        {
            HasServed = true;
            _ready.TrySetResult();
            Changed?.Invoke(this);
            return;
        }

        int id = frame["c"].AsInt32;
        if (!_calls.TryGetValue(id, out WorkerCall? call))
        {
            if (kind is "may" or "begun") _channel.Send(new BsonDocument { ["t"] = kind == "may" ? "no" : "stop", ["c"] = id });
            return;
        }

        switch (kind)
        {
            case "begun": NoteBegun(call); break;
            case "may": Admit(call); break;
            default: call.Receive(frame, _channel.Send); break;
        }
        if (kind != "end") return;
        _calls.TryRemove(id, out _);
        Changed?.Invoke(this);
    }

    // From then on no other worker may have it.
    private void NoteBegun(WorkerCall call)
    {
        lock (call) call.HasBegun |= _calls.ContainsKey(call.Id);
    }

    // It has come late to a call, which another worker may have by now.
    private void Admit(WorkerCall call)
    {
        bool isHere;
        lock (call)
        {
            isHere = _calls.ContainsKey(call.Id);
            if (isHere) call.OfferedAt = Stopwatch.GetTimestamp();
        }
        var answer = new BsonDocument { ["t"] = isHere ? "go" : "no", ["c"] = call.Id };
        if (isHere) answer["m"] = Stopwatch.GetElapsedTime(0).TotalMilliseconds;
        _channel.Send(answer);
    }

    private void Tell(string? line)
    {
        if (line is null) return;
        if (line.Contains("heap out of memory", StringComparison.Ordinal)) _isOutOfMemory = true;
        int number = Interlocked.Increment(ref _outputLines);
        if (number <= MaxOutputLines) WorkerLog.Printed(_setup.Logger, line);
        if (line.Length > 0 && _firstLine is null && !HasServed) _firstLine = line;
    }
}

/// <summary>What the log is told of workers.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(20, LogLevel.Debug, "[worker] {Line}")]
    public static partial void Printed(ILogger logger, string line);

    [LoggerMessage(21, LogLevel.Warning, "a worker was ended, because it sent what workers do not: {Problem}")]
    public static partial void Broken(ILogger logger, string problem);

    [LoggerMessage(22, LogLevel.Warning, "a worker of Node.js ended with {Calls} calls in it: {Problem}")]
    public static partial void Ended(ILogger logger, int calls, string problem);

    [LoggerMessage(24, LogLevel.Error, "a worker of Node.js did not start: {Problem}")]
    public static partial void NotStarted(ILogger logger, string problem);

    [LoggerMessage(23, LogLevel.Information, "functions run in Node.js {Version}")]
    public static partial void Serving(ILogger logger, string version);
}
