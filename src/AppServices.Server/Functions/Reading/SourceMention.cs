using System;
using System.Collections.Generic;
using System.Linq;
using Acornima;
using Acornima.Ast;

namespace AppServices.Server.Functions.Reading;

/// <summary>What a source names as a text, so that it can be known before it runs.</summary>
/// <param name="Kind">What is named.</param>
/// <param name="Name">The name.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record SourceMention(MentionKind Kind, string Name, int Line)
{
    /// <summary>The package of a name that a source asks for: a file of one belongs to it, as in <c>lodash/isEmpty</c>.</summary>
    public string PackageName =>
        Name[0] is '.' or '/' ? Name : string.Join('/', Name.Split('/').Take(Name[0] == '@' ? 2 : 1));

    /// <summary>All that a script names.</summary>
    public static IReadOnlyList<SourceMention> Of(Node script)
    {
        var mentions = new List<SourceMention>();
        HashSet<string> collections = CollectionVariables(script);
        var pending = new Stack<Node>([script]);
        while (pending.TryPop(out Node? node))
        {
            if (Read(node) is { } mention) mentions.Add(mention);
            if (MethodOf(node, collections) is { } method) mentions.Add(method);
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

    // db.collection("orders").drop(), or of a variable that is nothing but such a collection.
    private static SourceMention? MethodOf(Node node, HashSet<string> collections) =>
        node is CallExpression { Callee: MemberExpression { Computed: false } callee }
            && (IsCollection(callee.Object) || callee.Object is Identifier variable && collections.Contains(variable.Name))
            ? new SourceMention(MentionKind.Method, NameOf(callee)!, LineOf(callee.Property))
            : null;

    private static HashSet<string> CollectionVariables(Node script)
    {
        HashSet<string> collections = [], others = [];
        foreach (Node node in script.DescendantNodes())
        {
            switch (node)
            {
                case VariableDeclarator { Id: Identifier name } variable:
                    (IsCollection(variable.Init) ? collections : others).Add(name.Name);
                    break;
                case AssignmentExpression { Left: Identifier name } assignment when !IsCollection(assignment.Right):
                    others.Add(name.Name);
                    break;
                case IFunction function:
                    others.UnionWith(function.Params.SelectMany(parameter => parameter.DescendantNodesAndSelf()).OfType<Identifier>()
                        .Select(name => name.Name));
                    break;
            }
        }
        collections.ExceptWith(others);
        return collections;
    }

    private static bool IsCollection(Node? node) =>
        node is CallExpression { Callee: MemberExpression { Computed: false, Property: Identifier { Name: "collection" } } };

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
    Method,
}
