using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Hosting;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using AppServices.Server.Users;

namespace AppServices.Server.Commands;

/// <summary>
/// <c>keys list|rotate</c>: the keys that sign the tokens of users and operators. Works while servers run, which take notice within
/// seconds.
/// </summary>
internal static class KeysCommand
{
    private static readonly Option<bool> s_endSessions = new("--end-sessions")
    {
        Description = "Forget the keys before it at once, for one that somebody has read: everybody has to log in again.",
    };

    public static Command Create()
    {
        var list = new Command(
            "list", "Lists the keys by names that lead nowhere: the one that signs, and those of tokens that have not ended.")
        {
            DataTarget.Options,
        };
        list.SetAction(ListAsync);
        var rotate = new Command(
            "rotate", "Makes a new key that signs from now on. Tokens that were signed before stay good until they end.")
        {
            s_endSessions, DataTarget.Options,
        };
        rotate.SetAction(RotateAsync);
        return new Command("keys", "Shows and replaces the keys that sign tokens.") { list, rotate };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        DataFolder data = await DataTarget.OpenAsync(parsed, creates: false, cancellationToken);
        await using DataStores stores = data.Stores;
        foreach (SecretKey key in data.SigningKeys) Print(parsed, key);
        return 0;
    }

    private static async Task<int> RotateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        DataFolder data = await DataTarget.OpenAsync(parsed, creates: false, cancellationToken);
        await using DataStores stores = data.Stores;
        bool endsSessions = parsed.GetValue(s_endSessions);
        IReadOnlyList<SecretKey> keys =
            await SigningKeys.RotateAsync(data.KeyStore, TimeProvider.System.GetUtcNow(), endsSessions, cancellationToken);
        // All is done before anything is printed, which may fail.
        int? count = endsSessions ? await SessionStore.EndAllAsync(data.Store, cancellationToken) : null;
        foreach (SecretKey key in keys) Print(parsed, key);
        if (count is not null) parsed.InvocationConfiguration.Output.WriteLine(count == 1 ? "1 session ended" : $"{count} sessions ended");
        return 0;
    }

    private static void Print(ParseResult parsed, SecretKey key) => parsed.InvocationConfiguration.Output.WriteLine(
        key.ReplacedAt is { } time
            ? $"{key.Name}  replaced {time:yyyy-MM-dd'T'HH:mm:ss'Z'}, good until the last of its tokens ends"
            : $"{key.Name}  signs");
}
