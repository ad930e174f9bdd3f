using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions.Data;

namespace AppServices.Server.Functions.Reading;

/// <summary>What the functions of an app need and do not get, as far as their sources name it as a text.</summary>
/// <param name="functions">The functions.</param>
/// <param name="items">What the app has, of all features.</param>
internal sealed class FunctionNeeds(FunctionCatalog functions, IReadOnlyList<AppItem> items)
{
    private readonly ILookup<string, AppItem> _services = items
        .Where(item => item.Kind is AppItemKind.DataSource or AppItemKind.Service).ToLookup(item => item.Name, StringComparer.Ordinal);

    private readonly ILookup<string, AppItem> _values = items.Where(item => item.Kind == AppItemKind.Value)
        .ToLookup(item => item.Name, StringComparer.Ordinal);

    public IReadOnlyList<MissingNeed> Of(CatalogFunction function) =>
        [.. function.Mentions.OrderBy(mention => mention.Line)
            .SelectMany(mention => Missing(mention, $"{function.Definition.Place}:{mention.Line}")).Distinct()];

    private IEnumerable<MissingNeed> Missing(SourceMention mention, string place) => mention.Kind switch
    {
        MentionKind.Package => [new MissingNeed(MissingKind.Package, mention.PackageName, place)],
        MentionKind.Operator when UnsupportedOperators.Contains(mention.Name) =>
            [new MissingNeed(MissingKind.Operator, mention.Name, place)],
        MentionKind.Method when UnsupportedMethods.Contains(mention.Name) =>
            [new MissingNeed(MissingKind.Method, mention.Name, place)],
        MentionKind.Function when !functions.TryGet(mention.Name, out CatalogFunction? called) || !called.CanRun =>
            [new MissingNeed(MissingKind.Function, mention.Name, place)],
        MentionKind.Service when _services[mention.Name].All(service => !service.Works) =>
            [new MissingNeed(MissingKind.Service, mention.Name, place)],
        MentionKind.Value => Value(_values[mention.Name].FirstOrDefault(), mention.Name, place),
        _ => [],
    };

    // A value whose secret is missing comes back with the secret.
    private static IEnumerable<MissingNeed> Value(AppItem? value, string name, string place) => value switch
    {
        null or { Problem: not null } => [new MissingNeed(MissingKind.Value, name, place)],
        _ => value.Missing.Select(need => need with { Place = place }),
    };
}
