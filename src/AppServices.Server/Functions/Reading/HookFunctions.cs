using AppServices.Server.AppConfig;

namespace AppServices.Server.Functions.Reading;

/// <summary>The functions that other features call. Source: app-folder 2.2, 2.5, 3.</summary>
internal static class HookFunctions
{
    /// <summary>Warns of a function that does not exist: what needs it fails when it is asked for (app-folder 11, row 19).</summary>
    /// <param name="app">The app.</param>
    /// <param name="warnings">Where to warn.</param>
    /// <param name="use">What calls the function, such as <c>password reset</c>.</param>
    /// <param name="function">Its name.</param>
    public static void Check(AppDefinition app, Warnings warnings, string use, string function)
    {
        if (!app.Get<FunctionCatalog>().TryGet(function, out _))
            warnings.Add(app.Root, $"function '{function}', which {use} calls, does not exist; {use} will fail");
    }
}
