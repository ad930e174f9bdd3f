using System.IO;
using System.Text.RegularExpressions;

namespace AppServices.Server.AppConfig;

/// <summary>An app's names and ids, from its root file and <c>.mdb</c>. Source: app-folder 1.3, 1.4.</summary>
internal sealed partial record AppIdentity(string ClientAppId, string InternalId, string Name, string ProjectId)
{
    /// <param name="files">The app's files.</param>
    /// <param name="roots">Its root files.</param>
    /// <param name="givenAppId">The id of <c>--app-id</c>; null for none.</param>
    /// <param name="warnings">Where to note what is wrong and does not keep the app from being known.</param>
    public static AppIdentity Read(ConfigFiles files, ConfigFile[] roots, string? givenAppId, Warnings warnings)
    {
        string? inRoot = AppReading.FirstText(roots, "app_id");
        ConfigFile? meta = null;
        bool isKnown = (inRoot ?? givenAppId) is not null;
        if (isKnown) warnings.TryRead(files.Root, () => meta = ReadMeta(files));
        else meta = ReadMeta(files);
        string? inFolder = inRoot ?? meta?.Text("client_app_id");
        // Whoever publishes an export may have put a placeholder there, such as <App ID>.
        if (givenAppId is not null && inFolder is not null && !OfService().IsMatch(inFolder)) inFolder = null;
        if (inFolder is not null && givenAppId is not null && inFolder != givenAppId)
            throw roots[0].Wrong($"the app's id is '{inFolder}', not the '{givenAppId}' of --app-id");
        string appId = inFolder ?? givenAppId
            ?? throw roots[0].Wrong("the client app id is missing here and in .mdb/meta.json; give it with --app-id");
        if (!Safe().IsMatch(appId))
            throw roots[0].Wrong($"'{appId}' is no app id: letters, digits, '_' and '-' are allowed; give the app's id with --app-id");
        // A copy of a folder, as for another stage, still has the ids of the app that it was made of, beside that one's name.
        if (meta?.Text("client_app_id") is { } described && described != appId && OfService().IsMatch(described)) meta = null;
        return new AppIdentity(
            appId,
            meta?.Text("app_id") ?? StableId.Of("app", appId),
            AppReading.FirstText(roots, "name") ?? appId,
            meta?.Text("group_id") ?? StableId.Of("project", appId));
    }

    private static ConfigFile? ReadMeta(ConfigFiles files)
    {
        ConfigFile? meta = files.TryRead(Path.Combine(files.Root, ".mdb", "meta.json"))
            ?? files.TryRead(Path.Combine(files.Root, ".mdb", "app_meta.json"));
        foreach (string name in (string[])["client_app_id", "app_id", "group_id"]) meta?.Text(name);
        return meta;
    }

    [GeneratedRegex(@"^.+-[a-z]{5}\z")]
    private static partial Regex OfService();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\z")]
    private static partial Regex Safe();
}
