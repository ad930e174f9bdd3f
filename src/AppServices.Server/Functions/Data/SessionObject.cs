using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Data;

/// <summary>What <c>client.startSession()</c> returns; operations join its transaction with <c>{ session }</c> (app-folder 5.1).</summary>
internal sealed class SessionObject : ObjectInstance, IAsyncDisposable
{
    private readonly DataCall _call;
    private bool _hasEnded;
    private int _writes;

    public SessionObject(DataCall call)
        : base(call.Engine)
    {
        _call = call;
        Prototype = call.Engine.Intrinsics.Object.PrototypeObject;
        this.With(call, "startTransaction", arguments => Start(arguments.At(0)))
            .With(call, "commitTransaction", _ => Begin(CommitAsync))
            .With(call, "abortTransaction", _ => Begin(_ => DisposeAsync().AsTask()))
            .With(call, "endSession", _ => End())
            .With(call, "withTransaction", arguments => Within(arguments.At(0), arguments.At(1)));
        call.Realm.Loop.Operations.Own(this);
        call.Realm.Call.Sessions.Add(this);
    }

    /// <summary>Where its transactions are.</summary>
    public IDataStore Store => _call.Source.Store;

    /// <summary>The open transaction; null when there is none.</summary>
    public IStoreTransaction? Transaction { get; private set; }

    /// <summary>Whether others wait with their writes for its transaction, or are about to.</summary>
    public bool IsWriting => Transaction is { } open && (open.ExcludesOthers || Volatile.Read(ref _writes) > 0);

    /// <summary>The transaction that an operation in this session joins; null when there is none.</summary>
    /// <exception cref="JavaScriptException">The session has ended.</exception>
    public IStoreTransaction? InUse => _hasEnded ? throw _call.Realm.Error("Cannot use a session that has ended") : Transaction;

    public async ValueTask DisposeAsync()
    {
        if (Transaction is { } open) await open.DisposeAsync();
        Transaction = null;
    }

    /// <summary>Notes that a write in it has begun, until that is disposed of.</summary>
    public IDisposable BeginWrite() => new BegunWrite(this);

    private JsValue Start(JsValue options)
    {
        _call.Options("startTransaction", options);
        return Open(isExclusive: false);
    }

    /// <summary>Begins a transaction. That needs no waiting, and is often not awaited, unless it is to shut others out.</summary>
    public JsValue Open(bool isExclusive)
    {
        if (InUse is not null) throw _call.Realm.Error("a transaction is in progress already");
        IStoreTransaction transaction = Transaction = Store.Begin();
        return isExclusive ? Begin(transaction.ExcludeOthersAsync) : Undefined;
    }

    private JsValue End()
    {
        _hasEnded = true;
        return Begin(_ => DisposeAsync().AsTask());
    }

    private JsValue Within(JsValue callback, JsValue options)
    {
        _call.Options("withTransaction", options);
        var start = new ClrFunction(Engine, "start", (_, arguments) => Open(TypeConverter.ToBoolean(arguments.At(0))));
        return CursorScripts.WithTransaction(_call.Realm, this, start, callback);
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        IStoreTransaction open = Transaction ?? throw new DocumentException(251, "NoSuchTransaction", "There is no transaction to commit.");
        await open.CommitAsync(cancellationToken);
        Transaction = null;
    }

    private JsValue Begin(Func<CancellationToken, Task> operation) => _call.Begin(
        async cancellationToken =>
        {
            await operation(cancellationToken);
            return true;
        },
        _ => Undefined);

    private sealed class BegunWrite : IDisposable
    {
        private readonly SessionObject _session;

        public BegunWrite(SessionObject session)
        {
            _session = session;
            Interlocked.Increment(ref session._writes);
        }

        public void Dispose() => Interlocked.Decrement(ref _session._writes);
    }
}
