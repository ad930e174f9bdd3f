using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Text.Json;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Roles;

namespace AppServices.Server.Rules.Reading;

/// <summary>Reads roles (app-folder 6.2).</summary>
internal sealed class RoleReader(ExpressionReader expressions, Warnings warnings, RuleSettings settings)
{
    public Role Read(ConfigFile role)
    {
        expressions.CheckFields(
            role, "name", "apply_when", "document_filters", "read", "write", "insert", "delete", "search", "fields", "additional_fields",
            "id");
        ConfigFile? applyWhen = role.Field("apply_when");
        Condition? applies = expressions.Read(applyWhen, ExpressionPlace.Document, FrozenSet<string>.Empty);
        IReadOnlySet<string> asked = applyWhen is null ? FrozenSet<string>.Empty : NullEquality.AskedBy(EjsonValue.Read(applyWhen));
        ConfigFile? filters = role.Field("document_filters");
        if (filters is not null) expressions.CheckFields(filters, "read", "write");
        ConfigFile? additional = role.Field("additional_fields");
        if (additional is not null) expressions.CheckFields(additional, "read", "write");
        var fields = new FieldRules(
            ReadFields(role.Field("fields"), asked),
            additional is null ? FieldRule.Closed : new FieldRule(Read(additional, "read", asked), Read(additional, "write", asked), null));
        Condition? write = OfDocument(role.Field("write"));
        var read = new Role(role.RequiredText("name"), applies ?? Condition.True, fields)
        {
            HasFilters = filters is not null,
            FilterRead = OfDocument(filters?.Field("read")),
            FilterWrite = OfDocument(filters?.Field("write"))
                ?? (filters is not null && settings.DeniesMissingFilterWrite ? Condition.False : null),
            Read = OfDocument(role.Field("read")),
            // A field that may be written below a document that may not has no other purpose (app-folder 6.5).
            Write = role.Field("write")?.Kind == JsonValueKind.False && fields.CanBeWritten ? null : write,
            Insert = OfDocument(role.Field("insert")) ?? Condition.True,
            Delete = OfDocument(role.Field("delete")),
        };
        OfDocument(role.Field("search"));       // for mistakes in it; there is no $search here to ask it
        Warn(role, read);
        return read;

        Condition? OfDocument(ConfigFile? field) => expressions.Read(field, ExpressionPlace.Document, asked);
    }

    private Dictionary<string, FieldRule> ReadFields(ConfigFile? fields, IReadOnlySet<string> asked)
    {
        var rules = new Dictionary<string, FieldRule>(StringComparer.Ordinal);
        foreach ((string name, ConfigFile rule) in fields?.Fields() ?? [])
        {
            expressions.CheckFields(rule, "read", "write", "fields");
            rules[name] = new FieldRule(
                Read(rule, "read", asked), Read(rule, "write", asked),
                rule.Field("fields") is { } inner ? new FieldRules(ReadFields(inner, asked), FieldRule.Closed) : null);
        }
        return rules;
    }

    private Condition? Read(ConfigFile rule, string name, IReadOnlySet<string> asked) =>
        expressions.Read(rule.Field(name), ExpressionPlace.Field, asked);

    private void Warn(ConfigFile place, Role role)
    {
        if (role is { HasFilters: true, FilterWrite: null })
            warnings.Add(place, $"'document_filters' of role '{role.Name}' has no 'write', so it does not keep anybody from writing");
        if (role is { Read: null, Write: null } && role.Fields.IsEmpty)
            warnings.Add(
                place, $"role '{role.Name}' allows nothing, because it has neither 'read' nor 'write' nor a field with one of them");
    }
}
