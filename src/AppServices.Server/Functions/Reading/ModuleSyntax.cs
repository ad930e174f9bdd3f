using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Acornima;
using Acornima.Ast;

namespace AppServices.Server.Functions.Reading;

/// <summary>
/// Makes a script of a source that has <c>import</c> and <c>export</c> (app-folder 4.12): the first become calls of
/// <c>require</c>, <c>export default</c> an assignment to <c>exports</c>. Lines stay where they are.
/// </summary>
internal static class ModuleSyntax
{
    /// <summary>The script; null when the source has nothing of the kind, or is no module.</summary>
    public static string? ToScript(string source)
    {
        if (!source.Contains("import", StringComparison.Ordinal) && !source.Contains("export ", StringComparison.Ordinal)) return null;
        List<Node> declarations;
        try
        {
            declarations = [.. new Parser().ParseModule(source).Body.Where(node => node is ImportOrExportDeclaration)];
        }
        catch (Exception error) when (error is ParseErrorException or InsufficientExecutionStackException)
        {
            return null;
        }
        if (declarations.Count == 0) return null;
        var script = new StringBuilder();
        int end = 0;
        foreach (Node declaration in declarations)
        {
            script.Append(source, end, declaration.Start - end);
            (string text, int read) = Rewrite(declaration, source);
            script.Append(text).Append('\n', source.AsSpan(declaration.Start, read - declaration.Start).Count('\n'));
            end = read;
        }
        return script.Append(source, end, source.Length - end).ToString();
    }

    // What stands for a declaration, and up to where it does.
    private static (string Text, int End) Rewrite(Node declaration, string source) => declaration switch
    {
        ImportDeclaration import => (Import(import), import.End),
        ExportDefaultDeclaration value => ("exports = ", value.Declaration.Start),
        ExportNamedDeclaration { Declaration: { } named } => ("", named.Start),
        ExportNamedDeclaration { Source: { } from } export => ($"require({from.Raw});", export.End),
        ExportAllDeclaration all => ($"require({all.Source.Raw});", all.End),
        _ => ("", declaration.End),
    };

    private static string Import(ImportDeclaration import)
    {
        string module = $"require({import.Source.Raw})";
        if (import.Specifiers.Count == 0) return module + ";";
        var names = new List<string>();
        var variables = new List<string>();
        foreach (ImportDeclarationSpecifier specifier in import.Specifiers)
        {
            string local = specifier.Local.Name;
            if (IsDefault(specifier)) variables.Add($"{local} = ((m) => m.default ?? m)({module})");
            else if (specifier is ImportNamespaceSpecifier) variables.Add($"{local} = {module}");
            else if (specifier is ImportSpecifier { Imported: Identifier { Name: var name } })
                names.Add(name == local ? name : $"{name}: {local}");
            else if (specifier is ImportSpecifier { Imported: StringLiteral text }) names.Add($"{text.Raw}: {local}");
        }
        if (names.Count > 0) variables.Add($"{{ {string.Join(", ", names)} }} = {module}");
        return $"const {string.Join(", ", variables)};";
    }

    private static bool IsDefault(ImportDeclarationSpecifier specifier) => specifier is ImportDefaultSpecifier
        or ImportSpecifier { Imported: Identifier { Name: "default" } or StringLiteral { Value: "default" } };
}
