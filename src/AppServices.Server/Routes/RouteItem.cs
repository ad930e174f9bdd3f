using AppServices.Server.AppConfig;
using AppServices.Server.Functions;

namespace AppServices.Server.Routes;

/// <summary>Routes among what an app has.</summary>
internal static class RouteItem
{
    /// <summary>A route with what keeps it from working: itself, its secret or its function.</summary>
    /// <param name="item">The route, with what is wrong with itself.</param>
    /// <param name="settings">What the app says of it; null when that is broken.</param>
    /// <param name="function">Its function; null for none.</param>
    public static AppItem With(this AppItem item, RouteSettings? settings, CatalogFunction? function) =>
        item with { Problem = item.Problem ?? function?.Problem, Missing = settings?.Proof.Missing ?? [] };
}
