using AppServices.Server.AppConfig;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.CustomFunction;

/// <summary>The function that says who logs in. Source: app-folder 2.5.</summary>
internal sealed record CustomFunctionSettings(string Id, string Function) : ProviderSettings(ProviderTypes.CustomFunction, Id)
{
    private static readonly FunctionReference s_function = new("authFunctionName", "authFunctionId");

    public static CustomFunctionSettings Read(string id, ConfigFile entry, AppReading app) => new(
        id,
        s_function.Require(entry.Field("config") ?? throw entry.Wrong("the object 'config' with 'authFunctionName' is missing"), app));
}
