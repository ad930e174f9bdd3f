using AppServices.Server.AppConfig;

namespace AppServices.Server.OutgoingHttp;

/// <summary>A secret by which a service proves itself to others. Source: app-folder 1.7, 1.10.</summary>
/// <param name="Field">The field of <c>secret_config</c> that names it.</param>
/// <param name="Name">The secret's name; null when the field is missing or empty.</param>
/// <param name="Value">The secret; null when the operator has not supplied it.</param>
internal sealed record ServiceSecret(string Field, string? Name, string? Value)
{
    /// <summary>The field's place below the app's folder; null for none.</summary>
    public string? Place { get; private init; }

    public static ServiceSecret Read(ServiceFolder service, string field, AppReading app)
    {
        ConfigFile? named = service.Config?.Field("secret_config")?.Field(field);
        return named?.Text() is { Length: > 0 } name
            ? new ServiceSecret(field, name, app.Secrets.Find(name)) { Place = app.Files.PlaceOf(named) }
            : new ServiceSecret(field, null, null);
    }

    /// <summary>The secret.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="code">The code of the error.</param>
    /// <exception cref="OutgoingHttpException">It is not there.</exception>
    public string Require(string service, string code) => Value ?? throw new OutgoingHttpException(
        Name is null ? $"service '{service}' names no secret in secret_config.{Field}"
            : $"secret '{Name}', which service '{service}' names in secret_config.{Field}, is missing",
        code);

    /// <summary>The item of the service, which says when the secret is missing.</summary>
    public AppItem Item(ServiceFolder service, AppReading app)
    {
        var item = new AppItem(AppItemKind.Service, service.Name, app.Files.PlaceOf(service.File));
        return Name is not null && Value is null ? item with { Missing = [new MissingNeed(MissingKind.Secret, Name, Place!)] } : item;
    }
}
