using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Services;

namespace AppServices.Server.Functions.Reading;

/// <summary>Looks at an app as a whole: what <c>can_evaluate</c> of functions says, and which collections no rule covers.</summary>
internal sealed partial class RuleCoverage(Warnings warnings)
{
    public void Check(AppDefinition app)
    {
        IReadOnlyList<DataSourceSettings> sources = app.Get<DataSources>().All;
        foreach (CatalogFunction function in app.Get<FunctionCatalog>().All) CheckFunction(function.Definition, function.Problems);
        foreach (DataSourceSettings source in sources)
        {
            SourceRules rules = source.Rules;
            if (rules.Default.Roles.Count > 0 || !rules.Default.IsReadable) continue;
            if (rules.Collections.Count == 0) warnings.Add(source.Folder, "The data source has no rules, so no user can use it");
            foreach ((string Database, string Name) schema in rules.Collections.Where(collection => collection.Value is { IsReadable: true, Roles.Count: 0 }).Select(collection => collection.Key))
                warnings.Add(source.Folder, $"No role covers collection '{schema.Database}.{schema.Name}', so no user can use it");
        }
        foreach (CatalogFunction function in app.Get<FunctionCatalog>().All.Where(function => !function.Definition.RunAsSystem))
            CheckCollections(function.Definition, sources);
    }

    private void CheckFunction(FunctionDefinition function, ExpressionProblems problems)
    {
        foreach (string error in problems.Errors)
            warnings.Errors.Add(ConfigurationException.At(function.File, $"can_evaluate: {error}.").Message);
        foreach (string warning in problems.Warnings) warnings.Add(function.File, $"can_evaluate: {warning}");
    }

    // Most functions say the names of their collections as texts; what is made up while they run cannot be known.
    private void CheckCollections(FunctionDefinition function, IReadOnlyList<DataSourceSettings> sources)
    {
        foreach ((string database, string name) in Collection().Matches(function.Source).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).Distinct())
        {
            if (sources.Count == 0 || sources.Any(source => Covers(source.Rules, database, name))) continue;
            warnings.Add(
                function.File, $"The function uses collection '{database}.{name}', which no rule covers, and does not run as system");
        }
    }

    private static bool Covers(SourceRules rules, string database, string name) =>
        rules.Default is { IsReadable: false } or { Roles.Count: > 0 }
        || rules.Collections.GetValueOrDefault((database, name)) is { IsReadable: false } or { Roles.Count: > 0 };

    [GeneratedRegex("""\.db\(\s*["']([^"']+)["']\s*\)\s*\.collection\(\s*["']([^"']+)["']\s*\)""")]
    private static partial Regex Collection();
}
