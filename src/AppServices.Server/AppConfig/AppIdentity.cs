using System.IO;
using System.Text.RegularExpressions;

namespace AppServices.Server.AppConfig;

/// <summary>An app's names and ids, from its root file and <c>.mdb</c>. Source: app-folder 1.3, 1.4.</summary>
internal sealed partial record AppIdentity(string ClientAppId, string InternalId, string Name, string ProjectId)
{
    public static AppIdentity Read(ConfigFiles files, ConfigFile[] roots, string? givenAppId)
    {
        ConfigFile? meta = files.TryRead(Path.Combine(files.Root, ".mdb", "meta.json"))
            ?? files.TryRead(Path.Combine(files.Root, ".mdb", "app_meta.json"));
        string? inFolder = AppReading.FirstText(roots, "app_id") ?? meta?.Text("client_app_id");
        if (inFolder is not null && givenAppId is not null && inFolder != givenAppId)
            throw roots[0].Wrong($"the app's id is '{inFolder}', not the '{givenAppId}' of --app-id");
        string appId = inFolder ?? givenAppId
            ?? throw roots[0].Wrong("the client app id is missing here and in .mdb/meta.json; give it with --app-id");
        if (!Safe().IsMatch(appId))
            throw roots[0].Wrong($"'{appId}' is no app id: letters, digits, '_' and '-' are allowed");
        return new AppIdentity(
            appId,
            meta?.Text("app_id") ?? StableId.Of("app", appId),
            AppReading.FirstText(roots, "name") ?? appId,
            meta?.Text("group_id") ?? StableId.Of("project", appId));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\z")]
    private static partial Regex Safe();
}
