using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.Apps.Authentication;

/// <summary>The functions that providers and user creation call. Source: app-folder 2.2, 2.5, 3.</summary>
internal static class HookFunctions
{
    /// <summary>Warns of functions that do not exist: what needs them fails when it is asked for (app-folder 11, row 19).</summary>
    public static void Check(string folder, ServedApp app, Warnings warnings)
    {
        HashSet<string> known = [.. app.Functions.Select(function => function.Name)];
        foreach ((string use, string name) in Used(app).Where(hook => !known.Contains(hook.Name)))
            warnings.Add(folder, $"function '{name}', which {use} calls, does not exist; {use} will fail");
    }

    private static IEnumerable<(string Use, string Name)> Used(ServedApp app)
    {
        foreach (ProviderSettings provider in app.Providers.Values)
        {
            if (provider is EmailPasswordSettings { AutoConfirm: false, ConfirmationFunction: { } confirm }) yield return ("confirmation of accounts", confirm);
            if (provider is EmailPasswordSettings { ResetFunction: { } reset }) yield return ("password reset", reset);
            if (provider is CustomFunctionSettings custom) yield return ("login by custom-function", custom.Function);
        }
        if (app.CustomUserData?.CreationFunction is { } creation) yield return ("creation of users", creation);
    }
}
