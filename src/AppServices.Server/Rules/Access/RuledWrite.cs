using System;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Storage;

namespace AppServices.Server.Rules.Access;

/// <summary>
/// A write that passes rules. Functions that rules call with values of documents may take their time and use the store
/// themselves, which must not happen in the middle of a write: so the write is undone, the functions are called, and the write is
/// tried again, until all that it changes is decided.
/// </summary>
internal static class RuledWrite
{
    private const int MaxAttempts = 1000;

    public static async Task<T> RunAsync<T>(CollectionRules rules, RuleContext context, Func<IWriteGuard, CollectionView, Task<T>> write)
    {
        CollectionView view = await CollectionView.OpenAsync(rules, context);
        var guard = new RuleGuard(view, rules.Schema);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            guard.Restart();
            try
            {
                return await write(guard, view);
            }
            catch (Exception error) when (guard.IsUndecided && error is UndecidedWriteException or AccessRefusedException or DocumentException or DuplicateKeyException)
            {
                await view.MakeCallsAsync();
            }
        }
        throw new DocumentException(112, "WriteConflict", "WriteConflict error: the documents changed again and again while rules were decided. Please retry the operation.");
    }
}
