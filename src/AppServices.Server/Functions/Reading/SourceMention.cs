using System;
using System.Collections.Generic;
using Acornima;
using Acornima.Ast;

namespace AppServices.Server.Functions.Reading;

/// <summary>What a source names as a text, so that it can be known before it runs.</summary>
/// <param name="Kind">What is named.</param>
/// <param name="Name">The name.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record SourceMention(MentionKind Kind, string Name, int Line)
{
    /// <summary>All that a script names.</summary>
    public static IReadOnlyList<SourceMention> Of(Node script)
    {
        var mentions = new List<SourceMention>();
        var pending = new Stack<Node>([script]);
        while (pending.TryPop(out Node? node))
        {
            if (Read(node) is { } mention) mentions.Add(mention);
            foreach (Node child in node.ChildNodes) pending.Push(child);
        }
        return mentions;
    }

    /// <summary>The packages of a source that is no script, because it imports them; none when it is nothing else either.</summary>
    public static IReadOnlyList<SourceMention> OfModule(string source)
    {
        try
        {
            return Of(new Parser().ParseModule(source));
        }
        catch (Exception error) when (error is ParseErrorException or InsufficientExecutionStackException)
        {
            return [];
        }
    }

    private static SourceMention? Read(Node node) => node switch
    {
        CallExpression { Callee: Identifier { Name: "require" } } call => Of(MentionKind.Package, call),
        ImportExpression import => Of(MentionKind.Package, import.Source),
        ImportDeclaration import => Of(MentionKind.Package, import.Source),
        ExportNamedDeclaration { Source: { } source } => Of(MentionKind.Package, source),
        CallExpression { Callee: MemberExpression { Object: MemberExpression part } method } call when NameOf(part.Object) == "context" =>
            (NameOf(part), NameOf(method)) switch
            {
                ("values", "get") => Of(MentionKind.Value, call),
                ("services", "get") => Of(MentionKind.Service, call),
                ("functions", "execute") => Of(MentionKind.Function, call),
                _ => null,
            },
        Property { Computed: false, Key: var key } when NameOf(key) is ['$', not '$', ..] name =>
            new SourceMention(MentionKind.Operator, name, LineOf(key)),
        _ => null,
    };

    private static SourceMention? Of(MentionKind kind, CallExpression call) =>
        call.Arguments.Count > 0 ? Of(kind, call.Arguments[0]) : null;

    private static SourceMention? Of(MentionKind kind, Node name) =>
        TextOf(name) is { Length: > 0 } text ? new SourceMention(kind, text, LineOf(name)) : null;

    private static string? NameOf(Node node) => node switch
    {
        MemberExpression { Computed: false, Property: Identifier member } => member.Name,
        Identifier identifier => identifier.Name,
        _ => TextOf(node),
    };

    private static string? TextOf(Node node) => node switch
    {
        StringLiteral literal => literal.Value,
        TemplateLiteral { Expressions.Count: 0 } template => template.Quasis[0].Value.Cooked,
        _ => null,
    };

    private static int LineOf(Node node) => node.Location.Start.Line;
}

/// <summary>What sources name.</summary>
internal enum MentionKind
{
    Package,
    Value,
    Service,
    Function,
    Operator,
}
