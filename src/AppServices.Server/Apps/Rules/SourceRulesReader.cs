using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Roles;

namespace AppServices.Server.Apps.Rules;

/// <summary>Reads the rules and schemas of a data source from its folder, of the new layout and the old (app-config.md 1.9, 1.15, 6.1).</summary>
internal sealed class SourceRulesReader(KnownNames names, Warnings warnings, TemplateExpansion templates, RuleSettings settings)
{
    private static readonly string[] s_fields = ["database", "collection", "roles", "filters", "id", "version", "schema", "relationships"];

    /// <exception cref="AppFolderException">A file cannot be understood at all.</exception>
    public SourceRules Read(string folder)
    {
        var collections = new Dictionary<(string Database, string Name), CollectionRules>();
        foreach (string path in Directory.EnumerateDirectories(folder).SelectMany(Directory.EnumerateDirectories).Order(StringComparer.Ordinal))
        {
            ConfigFile? rules = ConfigFile.TryRead(Path.Combine(path, "rules.json"), templates);
            ConfigFile? schema = ConfigFile.TryRead(Path.Combine(path, "schema.json"), templates);
            if (rules is not null || schema is not null) Add(collections, path, rules, schema);
        }
        string old = Path.Combine(folder, "rules");
        string[] files = Directory.Exists(old) ? Directory.GetFiles(old, "*.json") : [];
        foreach (string path in files.Order(StringComparer.Ordinal))
        {
            ConfigFile rules = ConfigFile.Read(path, templates);
            Add(collections, path, rules, rules.Field("schema"));
        }
        ConfigFile? byDefault = ConfigFile.TryRead(Path.Combine(folder, "default_rule.json"), templates);
        return new SourceRules(ReadRules(byDefault, schema: null), collections);
    }

    private void Add(Dictionary<(string Database, string Name), CollectionRules> collections, string path, ConfigFile? rules, ConfigFile? schema)
    {
        string database = rules?.Text("database") ?? Path.GetFileName(Path.GetDirectoryName(path)!);
        string name = rules?.Text("collection") ?? Path.GetFileName(path);
        if (!collections.TryAdd((database, name), ReadRules(rules, schema)))
            throw AppFolderException.At(path, $"There are other rules for collection '{database}.{name}' too. Keep one of them.");
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
