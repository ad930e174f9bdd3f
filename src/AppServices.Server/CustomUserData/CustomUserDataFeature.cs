using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Services;
using AppServices.Server.Users;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.CustomUserData;

/// <summary>What apps keep about their users, and the function that runs before one is created. Source: app-folder 3.</summary>
internal sealed class CustomUserDataFeature : IAppFeature
{
    public object Read(AppReading app)
    {
        CustomUserDataSettings? settings = null;
        IReadOnlyList<DataSourceSettings> sources = app.Get<DataSources>().All;
        app.Warnings.TryRead(
            app.Files.Root, () => settings = CustomUserDataSettings.Read(app, sources), out ConfigurationException? problem);
        string file = CustomUserDataSettings.FileOf(app.Files.Root);
        return new CustomUserDataReading(
            settings, problem?.Message, app.Files.PlaceOf(app.Files.Source.Exists(file) ? file : app.Roots[0].Path));
    }

    public IEnumerable<AppItem> List(AppDefinition app)
    {
        CustomUserDataReading read = app.Get<CustomUserDataReading>();
        if (read is { Settings: null, Problem: null }) return [];
        string name = read.Settings is { } settings ? $"{settings.Database}.{settings.Collection}" : read.Place;
        return [new AppItem(AppItemKind.UserData, name, read.Place)
        {
            Problem = read.Problem,
            Missing = [.. HookFunctions.Missing(app, read.Settings?.CreationFunction, read.Place)],
        }];
    }

    public IAppPart Assemble(RunningApp app, IServiceProvider services)
    {
        CustomUserDataReading read = app.Definition.Get<CustomUserDataReading>();
        ICustomUserData data = read switch
        {
            { IsReadable: false } => new UnreadableCustomUserData(),
            { Settings: { } settings } => Open(settings.CollectionOf(app.Definition.ClientAppId), settings.UserIdField),
            _ => new NoCustomUserData(),
        };
        return new AppUserData(data, new UserCreation(read, app.Part<FunctionRuntime>()));

        StoredCustomUserData Open(Storage.CollectionName collection, string userIdField) => new(
            services.GetRequiredService<Storage.DataStores>().Find(collection.Source), collection, userIdField);
    }
}
