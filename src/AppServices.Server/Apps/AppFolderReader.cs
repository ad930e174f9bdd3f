using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.Apps.Authentication;
using AppServices.Server.Apps.Rules;
using AppServices.Server.Functions;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Expressions;

namespace AppServices.Server.Apps;

/// <summary>Reads an exported app folder of any configuration version. Source: app-folder 1.</summary>
internal static class AppFolderReader
{
    // Newest first: a folder may hold the root files of two generations (app-folder 1.1).
    private static readonly string[] s_rootFiles = ["root_config.json", "realm_config.json", "config.json", "stitch.json"];

    /// <param name="folder">The app folder.</param>
    /// <param name="appId">The client app id of an export that does not say it; null when it does.</param>
    /// <param name="secrets">The values of the secrets that the app refers to.</param>
    /// <param name="rules">How its rules are read; null for the usual way.</param>
    /// <returns>The app, in which what is broken is noted, and closed.</returns>
    /// <exception cref="AppFolderException">The folder is no app, it is not known which, or a secret is missing.</exception>
    public static ServedApp Read(string folder, string? appId, SecretStore secrets, RuleSettings? rules = null)
    {
        folder = Path.GetFullPath(folder);
        ConfigFile[] roots = ReadRoots(folder);
        AppIdentity identity = AppIdentity.Read(folder, roots, appId);
        var warnings = new Warnings();
        AppEnvironment environment = AppEnvironment.Read(folder, roots[0].Text("environment") ?? "", warnings);
        TemplateExpansion templates = environment.ToTemplates();
        AppValues values = AppValues.Read(folder, templates, secrets, warnings);
        List<FunctionDefinition> functions = AppFunctions.Read(folder, templates, warnings);
        var names = new KnownNames(functions.Select(function => function.Name).ToHashSet(), values.All, environment.Values)
        {
            Unreadable = new UnreadableParts { Values = values.Unreadable, Environment = !environment.IsReadable },
        };
        var catalog = new FunctionCatalog(functions, names);
        warnings.Errors.AddRange(catalog.Problems.Select(problem => Path.Combine(folder, problem)));
        DataSources sources = DataSources.Read(
            folder, templates, path => new SourceRulesReader(names, warnings, templates, rules ?? new RuleSettings()).Read(path), warnings);
        AppProviders providers = AppProviders.Read(folder, identity, templates, secrets, warnings);
        CustomUserDataSettings? customUserData = null;
        bool isCustomUserDataReadable = warnings.TryRead(
            folder, () => customUserData = CustomUserDataSettings.Read(folder, roots, templates, sources.All));
        var description = new FunctionApp(
            identity.InternalId, identity.ClientAppId, identity.Name, identity.ProjectId,
            FirstText(roots, "deployment_model") ?? "GLOBAL", FirstText(roots, "provider_region") ?? "",
            environment.Tag, environment.Values, values.All)
        {
            Unreadable = names.Unreadable with { DataSources = sources.Unreadable },
        };
        var app = new ServedApp(
            identity.ClientAppId,
            description,
            FirstText(roots, "location") ?? "US-VA",
            ReadOrigins(roots, templates),
            providers.Enabled,
            functions,
            sources.All,
            customUserData,
            PushServices.Read(folder, templates, warnings),
            warnings.Texts)
        {
            Catalog = catalog,
            UnreadableProviders = providers.Unreadable,
            IsCustomUserDataReadable = isCustomUserDataReadable,
            Errors = warnings.Errors,
        };
        HookFunctions.Check(folder, app, warnings);
        new RuleCoverage(warnings).Check(app);
        return app;
    }

    /// <summary>The app's names and ids alone.</summary>
    /// <exception cref="AppFolderException">The folder is no app.</exception>
    public static AppIdentity ReadIdentity(string folder, string? appId)
    {
        folder = Path.GetFullPath(folder);
        return AppIdentity.Read(folder, ReadRoots(folder), appId);
    }

    private static ConfigFile[] ReadRoots(string folder)
    {
        if (!Directory.Exists(folder)) throw AppFolderException.At(folder, "There is no such folder. Give the folder that holds the app's root_config.json.");
        ConfigFile[] roots = s_rootFiles
            .Select(name => ConfigFile.TryRead(Path.Combine(folder, name), TemplateExpansion.None)).OfType<ConfigFile>().ToArray();
        return roots.Length > 0 ? roots : throw AppFolderException.At(folder, $"This is no exported app: it has none of {string.Join(", ", s_rootFiles)}.");
    }

    internal static string? FirstText(IEnumerable<ConfigFile> roots, string name) =>
        roots.Select(root => root.Text(name)).FirstOrDefault(text => !string.IsNullOrEmpty(text));

    private static HashSet<string> ReadOrigins(ConfigFile[] roots, TemplateExpansion templates) =>
        roots.Select(root => root.Field("allowed_request_origins") ?? root.Field("security")?.Field("allowed_request_origins"))
            .FirstOrDefault(origins => origins is not null)?.Items()
            .Select(origin => templates.Expand(origin.Text()).TrimEnd('/')).ToHashSet(StringComparer.OrdinalIgnoreCase)
        ?? [];
}
