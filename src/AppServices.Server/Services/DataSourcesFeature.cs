using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Reading;
using AppServices.Server.Rules.Schemas;
using AppServices.Server.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Services;

/// <summary>The data sources of apps, with the rules that say who may do what with their documents. Source: app-folder 1.9, 6.</summary>
/// <param name="rules">How the operator wants rules to be read.</param>
/// <param name="maxTime">How long an operation may work at most.</param>
internal sealed class DataSourcesFeature(RuleSettings rules, TimeSpan maxTime) : IAppFeature
{
    public object Read(AppReading app)
    {
        KnownNames names = app.Get<KnownNames>();
        bool? acceptsNulls = NullSettings.Read(app).AcceptsNulls;
        RuleSettings settings = rules with { DeniesNulls = acceptsNulls is { } accepts ? !accepts : rules.DeniesNulls };
        return DataSources.Read(
            app.Files, path => new SourceRulesReader(names, app.Warnings, app.Files, settings).Read(path), app.Warnings);
    }

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<DataSources>().Items;

    public IAppPart Assemble(RunningApp app, IServiceProvider services)
    {
        DataStores stores = services.GetRequiredService<DataStores>();
        DataSources settings = app.Definition.Get<DataSources>();
        return new DataSourceTable(
            settings.All.ToDictionary(source => source.Name, Open, StringComparer.Ordinal),
            settings.Items.Where(item => item.Problem is not null).Select(item => item.Name).ToHashSet());

        DataSource Open(DataSourceSettings source)
        {
            string name = DataSource.SourceOf(app.Definition.ClientAppId, source.Name);
            return new DataSource(source.Name, name, stores.Find(name), source.Rules)
            {
                MaxTime = maxTime,
                AllowsLookup = rules.AllowsLookup,
            };
        }
    }
}
