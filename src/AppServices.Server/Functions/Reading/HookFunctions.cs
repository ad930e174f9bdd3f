using System.Collections.Generic;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Functions.Reading;

/// <summary>The functions that other features call. Source: app-folder 2.2, 2.5, 3.</summary>
internal static class HookFunctions
{
    /// <summary>
    /// Whether something will fail when it is asked for, because its function does not exist or cannot run (app-folder 11, row 19).
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="function">The function's name; null where none is called.</param>
    /// <param name="place">What calls it, as <see cref="AppItem.Place"/> says places.</param>
    public static IEnumerable<MissingNeed> Missing(AppDefinition app, string? function, string place) =>
        function is null || (app.Get<FunctionCatalog>().TryGet(function, out CatalogFunction? found) && found.CanRun)
            ? []
            : [new MissingNeed(MissingKind.Function, function, place)];
}
