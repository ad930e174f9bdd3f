using System;
using System.Collections.Generic;
using AppServices.Server.Admin;
using AppServices.Server.Aws;
using AppServices.Server.CustomUserData;
using AppServices.Server.DataApi;
using AppServices.Server.Discovery;
using AppServices.Server.Endpoints;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.NodeJs;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Providers.Anonymous;
using AppServices.Server.Providers.ApiKey;
using AppServices.Server.Providers.CustomFunction;
using AppServices.Server.Providers.CustomToken;
using AppServices.Server.Providers.EmailPassword;
using AppServices.Server.Providers.OAuth;
using AppServices.Server.Push;
using AppServices.Server.Services;
using AppServices.Server.Sessions;
using AppServices.Server.Settings;
using AppServices.Server.StaticHosting;
using AppServices.Server.Triggers;
using AppServices.Server.Twilio;
using AppServices.Server.Users;
using AppServices.Server.Utils;
using AppServices.Server.Webhooks;
using AppServices.Server.Wire;

namespace AppServices.Server.Hosting;

/// <summary>
/// What apps can have. The order is that of reading: rules name functions, custom user data are in data sources, and what all scripts ask
/// for says where they run. Services of types that no feature before outgoing HTTP has are errors where they are used.
/// </summary>
internal static class AppFeatures
{
    /// <summary>All of them for an operator who decides nothing, which is enough to read apps.</summary>
    public static IReadOnlyList<IAppFeature> All() =>
        All(new ServerSettings(), new FunctionLimits(), DataSource.DefaultMaxTime, dataFolder: null);

    /// <param name="settings">What the operator decides.</param>
    /// <param name="limits">What a function may use.</param>
    /// <param name="maxTime">How long an operation on documents may work at most.</param>
    /// <param name="dataFolder">The server's data folder; null for that of each app.</param>
    public static IReadOnlyList<IAppFeature> All(
        ServerSettings settings, FunctionLimits limits, TimeSpan maxTime, string? dataFolder) =>
    [
        new FunctionsFeature(limits, settings.UserIds, settings.Rules.AllowsLookup),
        new DataSourcesFeature(settings.Rules, maxTime),
        new UtilsFeature(),
        new AwsFeature(settings.Aws),
        new TwilioFeature(settings.Twilio),
        new PushFeature(settings.Push),
        new OutgoingHttpFeature(settings.OutgoingHttp),
        new CustomUserDataFeature(),
        new AnonymousFeature(),
        new ApiKeyFeature(),
        new EmailPasswordFeature(),
        new CustomFunctionFeature(),
        new CustomTokenFeature(),
        new OAuthFeature(ProviderTypes.Google),
        new OAuthFeature(ProviderTypes.Facebook),
        new OAuthFeature(ProviderTypes.Apple),
        new SessionsFeature(),
        new EndpointsFeature(),
        new WebhooksFeature(),
        new DataApiFeature(),
        new NodeFeature(settings.Functions, clientAppId => DataFolder.PackagesOf(dataFolder, clientAppId)),
        new TriggersFeature(),
        new DiscoveryFeature(),
        new StaticHostingFeature(),
        new AdminFeature(),
        new WireFeature(settings.Mongodb),
    ];
}
