using AppServices.Server.Functions.Realm;
using Jint;
using Jint.Native;

namespace AppServices.Server.Functions.Data;

/// <summary>What is said most simply in JavaScript itself.</summary>
internal static class CursorScripts
{
    private static readonly Prepared<Acornima.Ast.Script> s_forEach = Engine.PrepareScript(
        "(async (cursor, callback) => { for (let d = await cursor.next(); d !== undefined; d = await cursor.next()) await callback(d); })");

    private static readonly Prepared<Acornima.Ast.Script> s_iterate = Engine.PrepareScript(
        "(cursor => ({ next: async () => { const value = await cursor.next(); return { value, done: value === undefined }; } }))");

    // A transaction that lost against another writer is tried again, then with nobody beside it.
    private static readonly Prepared<Acornima.Ast.Script> s_transaction = Engine.PrepareScript(
        """
        (async (session, start, callback) => {
          for (let attempt = 0; ; attempt++) {
            await start(attempt > 0);
            try {
              const result = await callback(session);
              await session.commitTransaction();
              return result;
            } catch (error) {
              await session.abortTransaction();
              if (attempt > 2 || !error || error.code !== 112) throw error;
            }
          }
        })
        """);

    public static JsValue ForEach(FunctionRealm realm, JsValue cursor, JsValue callback) => Run(realm, s_forEach, cursor, callback);

    public static JsValue Iterate(FunctionRealm realm, JsValue cursor) => Run(realm, s_iterate, cursor);

    public static JsValue WithTransaction(FunctionRealm realm, JsValue session, JsValue start, JsValue callback) =>
        Run(realm, s_transaction, session, start, callback);

    private static JsValue Run(FunctionRealm realm, in Prepared<Acornima.Ast.Script> script, params JsValue[] arguments) =>
        realm.Engine.Call(realm.Engine.Evaluate(script), arguments);
}
