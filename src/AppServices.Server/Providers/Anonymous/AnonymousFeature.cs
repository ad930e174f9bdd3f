using System;
using AppServices.Server.Features;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.Anonymous;

/// <summary>Users without a credential. Source: app-folder 2.1.</summary>
internal sealed class AnonymousFeature() : ProviderFeature(ProviderTypes.Anonymous)
{
    protected override ILoginProvider Create(ProviderSettings settings, RunningApp app, IServiceProvider services) =>
        new AnonymousProvider(settings);
}
