using AppServices.Server.AppConfig;

namespace AppServices.Server.Functions.Reading;

/// <summary>The function that a part of an app calls: files give its name, and old ones may give its id alone. Source: app-folder 1.15.</summary>
/// <param name="Name">The field with the name, which goes first.</param>
/// <param name="Id">The field with the id.</param>
internal sealed record FunctionReference(string Name, string Id)
{
    /// <summary>As most files have it.</summary>
    public static FunctionReference Usual { get; } = new("function_name", "function_id");

    /// <summary>The function's name; null where the object gives none, or an id that no function has.</summary>
    public string? Read(ConfigFile config, AppReading app) =>
        config.Text(Name) is { Length: > 0 } name ? name : IdIn(config) is { } id ? app.Get<FunctionCatalog>().NameOf(id) : null;

    /// <summary>The function's name, which must be there.</summary>
    /// <exception cref="ConfigurationException">It is not.</exception>
    public string Require(ConfigFile config, AppReading app) => Read(config, app)
        ?? (IdIn(config) is { } id
            ? throw config.Wrong($"no function of the app has the id '{id}' of '{Id}'; give its name in '{Name}'")
            : config.RequiredText(Name));

    /// <summary>The id in an object; null for none.</summary>
    public string? IdIn(ConfigFile config) => config.Text(Id) is { Length: > 0 } id ? id : null;
}
