using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Documents;
using AppServices.Server.Storage;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace AppServices.Server.Functions.Data;

/// <summary>What <c>client.startSession()</c> returns; operations join its transaction with <c>{ session }</c> (app-config.md 5.1).</summary>
internal sealed class SessionObject : ObjectInstance, IAsyncDisposable
{
    private readonly DataCall _call;

    public SessionObject(DataCall call)
        : base(call.Engine)
    {
        _call = call;
        Prototype = call.Engine.Intrinsics.Object.PrototypeObject;
        this.With(Engine, "startTransaction", arguments => Start(ReadOptions.Flag(arguments.At(0), "exclusive")))
            .With(Engine, "commitTransaction", _ => Begin(CommitAsync))
            .With(Engine, "abortTransaction", _ => Begin(_ => DisposeAsync().AsTask()))
            .With(Engine, "endSession", _ => Begin(_ => DisposeAsync().AsTask()))
            .With(Engine, "withTransaction", arguments => CursorScripts.WithTransaction(call.Realm, this, arguments.At(0)));
        call.Realm.Loop.Operations.Own(this);
        call.Sessions.Add(this);
    }

    /// <summary>The open transaction; null when there is none.</summary>
    public IStoreTransaction? Transaction { get; private set; }

    public async ValueTask DisposeAsync()
    {
        if (Transaction is { } open) await open.DisposeAsync();
        Transaction = null;
    }

    // startTransaction() is often not awaited, and needs no waiting unless it shuts others out.
    private JsValue Start(bool isExclusive)
    {
        if (Transaction is not null) throw _call.Realm.Error("a transaction is in progress already");
        IStoreTransaction transaction = Transaction = _call.Source.Store.Begin();
        return isExclusive ? Begin(transaction.ExcludeOthersAsync) : Undefined;
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
}
