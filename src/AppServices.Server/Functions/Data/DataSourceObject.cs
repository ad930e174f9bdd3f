using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace AppServices.Server.Functions.Data;

/// <summary>What <c>context.services.get("mongodb-atlas")</c> returns, and its databases (app-folder 5.1).</summary>
internal static class DataSourceObject
{
    public static JsObject Create(FunctionRealm realm, Invocation invocation, DataSource source)
    {
        var call = new DataCall(realm, source, realm.CallerOf(invocation.User));
        Engine engine = realm.Engine;
        return new JsObject(engine)
            .With(engine, "db", arguments => Database(call, invocation, TypeConverter.ToString(arguments.At(0))))
            .With(call, "startSession", arguments =>
            {
                call.Options("startSession", arguments.At(0));
                return new SessionObject(call);
            })
            .With(engine, "admin", _ => new JsObject(engine)
                .With(
                    engine, "getDBNames",
                    _ => Names(call, invocation, "getDBNames", names => names.Select(name => name.Database).Distinct())));
    }

    private static JsObject Database(DataCall call, Invocation invocation, string database) => new JsObject(call.Engine)
        .With(
            call.Engine, "collection",
            arguments => CollectionObject.Create(call, call.Source.Collection(database, TypeConverter.ToString(arguments.At(0)))))
        .With(call, "aggregate", arguments =>
        {
            call.Options("aggregate", arguments.At(1));
            return new CursorObject(call, new DatabasePipelineSource(database, call.Array(arguments.At(0), "the pipeline")));
        })
        .With(call.Engine, "getCollectionNames", _ => Names(
            call, invocation, "getCollectionNames",
            names => names.Where(name => name.Database == database).Select(name => name.Collection)));

    private static JsValue Names(
        DataCall call, Invocation invocation, string method, System.Func<IEnumerable<CollectionName>, IEnumerable<string>> choose)
    {
        if (!invocation.User.IsSystem) throw call.Realm.Error($"{method} needs a function that runs as system");
        return call.Begin(
            cancellationToken => ListAsync(call, choose, cancellationToken),
            names => new JsArray(call.Engine, names.Select(JsValue (name) => new JsString(name)).ToArray()));
    }

    private static async Task<string[]> ListAsync(
        DataCall call, System.Func<IEnumerable<CollectionName>, IEnumerable<string>> choose, CancellationToken cancellationToken) =>
        choose(await call.Source.Store.ListCollectionsAsync(call.Source.Source, cancellationToken)).Order(System.StringComparer.Ordinal)
            .ToArray();
}
