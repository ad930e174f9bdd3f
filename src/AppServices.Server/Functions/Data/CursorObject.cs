using System;
using System.Linq;
using AppServices.Server.Operations;
using AppServices.Server.Services;
using Jint.Native;
using Jint.Native.Object;
using Jint.Native.Symbol;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>
/// A cursor (app-folder 5.2). It is no promise, so awaiting it leaves it as it is; returned by a function, it becomes the
/// array of its documents (app-folder 4.3).
/// </summary>
internal sealed class CursorObject : ObjectInstance
{
    private readonly DataCall _call;
    private CursorSource _source;
    private JsValue? _all;
    private CursorReader? _reader;

    public CursorObject(DataCall call, CursorSource source)
        : base(call.Engine)
    {
        _call = call;
        _source = source;
        Prototype = call.Engine.Intrinsics.Object.PrototypeObject;
        this.With(Engine, "toArray", _ => ToArray())
            .With(Engine, "next", _ => Next())
            .With(Engine, "forEach", arguments => CursorScripts.ForEach(call.Realm, this, arguments.At(0)))
            .With(call, "sort", arguments => Refine("sort", arguments, (find, option) => find with { Sort = option.Sort }))
            .With(call, "skip", arguments => Refine("skip", arguments, (find, option) => find with { Skip = option.Skip }))
            .With(call, "limit", arguments => Refine("limit", arguments, (find, option) => find with { Limit = option.Limit }));
        FastSetProperty(GlobalSymbolRegistry.AsyncIterator, new PropertyDescriptor(
            new ClrFunction(Engine, "[Symbol.asyncIterator]", (_, _) => CursorScripts.Iterate(call.Realm, this)),
            PropertyFlag.NonEnumerable));
        if (source is PipelineSource { Writes: true }) _all = ReadAll();
    }

    /// <summary>A promise of all documents that have not been read yet.</summary>
    public JsValue ToArray() => _all ??= ReadAll();

    private JsValue ReadAll()
    {
        CursorReader reader = Reader();
        return _call.Begin(reader.RestAsync, documents => new JsArray(Engine, documents.Select(_call.ToScript).ToArray()));
    }

    // The documented end is undefined, not null.
    private JsValue Next()
    {
        CursorReader reader = Reader();
        return _call.Begin(reader.NextAsync, document => document is null ? Undefined : _call.ToScript(document));
    }

    private CursorReader Reader() => _reader ??= _call.Realm.Loop.Operations.Own(new CursorReader(_source));

    private CursorObject Refine(string option, JsValue[] arguments, Func<FindCommand, MongoArguments, FindCommand> change)
    {
        var given = new MongoArguments("find", new BsonDocument(option, _call.Read(arguments.At(0))));
        if (_reader is not null || _all is not null)
            throw _call.Realm.Error("the cursor has been read from, so it can no longer be changed");
        if (_source is not FindSource find)
            throw _call.Realm.Error("an aggregation's cursor cannot be changed; add a stage to the pipeline");
        _source = find with { Command = change(find.Command, given) };
        return this;
    }
}
