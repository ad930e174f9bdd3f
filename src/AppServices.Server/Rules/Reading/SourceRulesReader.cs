using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Roles;

namespace AppServices.Server.Rules.Reading;

/// <summary>
/// Reads the rules and schemas of a data source from its folder, of the new layout and the old (app-folder 1.9, 1.15, 6.1).
/// </summary>
internal sealed class SourceRulesReader(KnownNames names, Warnings warnings, ConfigFiles files, RuleSettings settings)
{
    private static readonly string[] s_fields = ["database", "collection", "roles", "filters", "id", "version", "schema", "relationships"];

    private readonly Dictionary<(string Database, string Name), CollectionRules> _collections = [];

    /// <returns>The rules; where a file is broken, those of its collection allow nothing.</returns>
    public SourceRules Read(string folder)
    {
        IReadOnlyList<string> folders = [], oldFiles = [];
        string old = Path.Combine(folder, "rules");
        bool isKnown = warnings.TryRead(folder, () => folders = [.. files.Source.Folders(folder).SelectMany(files.Source.Folders)])
            && (!files.Source.Exists(old) || warnings.TryRead(old, () => oldFiles = files.Source.Files(old, ".json")));
        if (!isKnown) return SourceRules.Unreadable;
        foreach (string path in folders) AddFolder(path);
        foreach (string path in oldFiles) isKnown &= TryAddOldFile(path);
        string file = Path.Combine(folder, "default_rule.json");
        CollectionRules byDefault = CollectionRules.Unreadable;
        warnings.TryRead(file, () => byDefault = ReadRules(files.TryRead(file), schema: null));
        return new SourceRules(isKnown ? byDefault : CollectionRules.Unreadable, _collections);
    }

    private void AddFolder(string path)
    {
        ConfigFile? rules = null, schema = null;
        bool isReadable = warnings.TryRead(path, () => rules = files.TryRead(Path.Combine(path, "rules.json")));
        isReadable &= warnings.TryRead(path, () => schema = files.TryRead(Path.Combine(path, "schema.json")));
        if (isReadable && rules is null && schema is null) return;
        Add(path, (Path.GetFileName(Path.GetDirectoryName(path)!), Path.GetFileName(path)), rules, () => schema, isReadable);
    }

    // The file's name is that of the collection, as far as it has any; a broken one that has none may be about any collection.
    private bool TryAddOldFile(string path)
    {
        ConfigFile? rules = null;
        bool isReadable = warnings.TryRead(path, () => rules = files.Read(path));
        string[] parts = Path.GetFileNameWithoutExtension(path).Split('.', 2);
        Add(path, (parts[0], parts[^1]), rules, () => rules?.Field("schema"), isReadable);
        return isReadable || parts.Length == 2;
    }

    private void Add(string path, (string Database, string Name) collection, ConfigFile? rules, Func<ConfigFile?> schema, bool isReadable)
    {
        CollectionRules read = CollectionRules.Unreadable;
        isReadable &= warnings.TryRead(
            path, () => collection = (rules?.Text("database") ?? collection.Database, rules?.Text("collection") ?? collection.Name));
        if (isReadable) warnings.TryRead(path, () => read = ReadRules(rules, schema()));
        if (_collections.TryAdd(collection, read)) return;
        warnings.Errors.Add(ConfigurationException.At(
            path, $"There are other rules for collection '{collection.Database}.{collection.Name}' too. Keep one of them.").Message);
        _collections[collection] = CollectionRules.Unreadable;
    }

    private CollectionRules ReadRules(ConfigFile? rules, ConfigFile? schema)
    {
        var expressions = new ExpressionReader(schema is null ? names : names with { FieldTypes = SchemaTypes.Of(schema) }, warnings);
        if (rules is not null) expressions.CheckFields(rules, s_fields);
        var roleReader = new RoleReader(expressions, warnings, settings);
        List<Role> roles = (rules?.Field("roles")?.Items() ?? []).Select(roleReader.Read).ToList();
        if (rules is not null) CheckOrder(rules, roles);
        var filters = (rules?.Field("filters")?.Items() ?? []).Select(new FilterReader(expressions).Read).ToList();
        return new CollectionRules(roles, filters, schema is null ? null : new SchemaReader(expressions, settings).Read(schema));
    }

    private void CheckOrder(ConfigFile rules, List<Role> roles)
    {
        int always = roles.FindIndex(role => role.ApplyWhen == Condition.True);
        if (always >= 0 && always < roles.Count - 1)
            warnings.Add(rules, $"role '{roles[always].Name}' applies always, so role '{roles[always + 1].Name}' after it never does");
        foreach (IGrouping<string, Role> same in roles.GroupBy(role => role.Name).Where(same => same.Count() > 1))
            warnings.Add(rules, $"{same.Count()} roles have the name '{same.Key}'");
    }
}
