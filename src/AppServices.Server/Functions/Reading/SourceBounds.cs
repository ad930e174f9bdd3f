using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Acornima;
using Acornima.Ast;

namespace AppServices.Server.Functions.Reading;

/// <summary>
/// Lets a source ask before it does what nothing can stop. The engine multiplies and writes out integers of a million digits in one go:
/// where a source can have them, the operators that let them grow ask about what they make. It parses a text in one go, too: what is
/// given to <c>eval</c> is asked about, in the source, as only a call that names <c>eval</c> sees the variables around it. The globals
/// that are asked are those of <see cref="Realm.BoundGlobals"/>.
/// </summary>
internal static partial class SourceBounds
{
    /// <summary>The global that gives back an integer that is not too large.</summary>
    public const string Bounded = "__boundedInteger";

    /// <summary>The global that gives back what is no too large exponent.</summary>
    public const string Exponent = "__boundedExponent";

    /// <summary>The global that gives back a text that may be compiled.</summary>
    public const string Source = "__boundedSource";

    // Besides their name, which an escape may hide: the global object, which has it, texts that are compiled, and other sources.
    [GeneratedRegex(@"[Bb]ig[Ii]nt|\\u|\b(?:eval|Function|constructor|globalThis|global|this|require|import)\b")]
    private static partial Regex WaysToIntegers();

    /// <summary>The source with questions, or as it is where it has nothing to ask.</summary>
    /// <param name="text">The source.</param>
    /// <param name="script">What it is parsed to.</param>
    /// <param name="isInner">Whether it is compiled within another source, whose integers it sees.</param>
    public static string Apply(string text, Script script, bool isInner = false)
    {
        var nodes = new List<Node>();
        bool hasIntegers = isInner || WaysToIntegers().IsMatch(text);
        var pending = new Stack<Node>([script]);
        while (pending.TryPop(out Node? node))
        {
            hasIntegers |= node is BigIntLiteral;
            if (node is BinaryExpression or AssignmentExpression or CallExpression) nodes.Add(node);
            foreach (Node child in node.ChildNodes) pending.Push(child);
        }
        return Rewrite(text, hasIntegers ? nodes : nodes.Where(node => node is CallExpression));
    }

    private static string Rewrite(string text, IEnumerable<Node> nodes)
    {
        var edits = new List<(int At, int Remove, string Insert)>();
        foreach (Node node in nodes)
        {
            switch (node)
            {
                case CallExpression { Callee: Identifier { Name: "eval" }, Arguments: [not SpreadElement, ..] } call:
                    Wrap(call.Arguments[0], Source);
                    break;
                case BinaryExpression { Operator: Operator.Multiplication } product:
                    Wrap(product, Bounded);
                    break;
                case BinaryExpression { Operator: Operator.Exponentiation or Operator.LeftShift } power:
                    Wrap(power, Bounded);
                    Wrap(power.Right, Exponent);
                    break;
                case AssignmentExpression { Operator: Operator.MultiplicationAssignment } product:
                    Assign(product, "*=", "*", null);
                    break;
                case AssignmentExpression { Operator: Operator.ExponentiationAssignment } power:
                    Assign(power, "**=", "**", Exponent);
                    break;
                case AssignmentExpression { Operator: Operator.LeftShiftAssignment } power:
                    Assign(power, "<<=", "<<", Exponent);
                    break;
            }
        }

        if (edits.Count == 0) return text;
        var rewritten = new StringBuilder(text.Length + edits.Count * Bounded.Length);
        int read = 0;
        foreach ((int at, int remove, string insert) in edits.OrderBy(edit => edit.At))
        {
            rewritten.Append(text, read, at - read).Append(insert);
            read = at + remove;
        }
        return rewritten.Append(text, read, text.Length - read).ToString();

        void Wrap(Node node, string function)
        {
            edits.Add((node.Range.Start, 0, function + "("));
            edits.Add((node.Range.End, 0, ")"));
        }

        // What is assigned to a member is asked about alone, as the member must be found once.
        void Assign(AssignmentExpression node, string sign, string plain, string? right)
        {
            if (node.Left is not Identifier { Name: var name })
            {
                Wrap(node.Right, right ?? Bounded);
                return;
            }
            int at = text.IndexOf(sign, node.Left.Range.End, StringComparison.Ordinal);
            edits.Add((at, sign.Length, $"= {Bounded}({name} {plain} {right}("));
            edits.Add((node.Range.End, 0, "))"));
        }
    }
}
