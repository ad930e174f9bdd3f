using System;
using System.Collections.Generic;
using AppServices.Server.Functions.Running;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;

namespace AppServices.Server.Functions.Realm;

/// <summary>Estimates what natives are going to need for what they are given, in bytes; nothing of it is run.</summary>
/// <param name="budget">What is asked where the estimate itself takes long.</param>
/// <param name="limit">The bytes beyond which it does not matter how many more there are.</param>
internal sealed class NativeNeeds(CallBudget budget, double limit)
{
    // Of a letter, an item, an item that is read only, a key with its text, a match with its text, a piece between two.
    public const double Letter = 2;
    public const double Item = 80;
    public const double Read = 16;
    public const double Key = 150;
    public const double MatchSize = 400;
    public const double SegmentSize = 24;

    public const double LongestEncoding = 9;
    private const double LongestNormalForm = 18;

    /// <summary>What a native needs for its arguments.</summary>
    public delegate double Need(NativeNeeds needs, JsValue self, JsValue[] arguments);

    /// <summary>
    /// About how many bytes there are of a value's letters or items; nothing of it is run. A field <c>length</c> makes no array of a
    /// document.
    /// </summary>
    public static double Size(JsValue value) => Letters(value) * (value is JsString ? Letter : Letter + Item);

    /// <summary>An argument that is a number, or the text of one; 0 for any other.</summary>
    public static double Number(JsValue[] arguments, int index) => arguments.At(index) switch
    {
        JsNumber number => double.IsNaN(number.AsNumber()) ? 0 : number.AsNumber(),
        JsString { Length: < 32 } text => double.TryParse(
            text.ToString(), System.Globalization.NumberStyles.Any, System.Globalization.CultureInfo.InvariantCulture, out double number)
            ? number
            : 0,
        _ => 0,
    };

    /// <summary>How many letters a text has; how many items an array has, whose text has at least so many letters.</summary>
    public static double Letters(JsValue value) => value switch
    {
        JsString text => text.Length,
        JsArray array => array.Length,
        JsTypedArray typed => typed.Length,
        _ => 0,
    };

    /// <summary>What a text in a normal form needs.</summary>
    public static double Normalized(NativeNeeds needs, JsValue self, JsValue[] arguments) => Letters(self) * Letter * LongestNormalForm;

    /// <summary>What a text with all its letters changed needs.</summary>
    public static double Rewritten(NativeNeeds needs, JsValue self, JsValue[] arguments)
    {
        double letters = Letters(self);
        foreach (JsValue argument in arguments) letters += Letters(argument);
        return letters * Letter * 2;
    }

    /// <summary>How many items arrays have, and what has a length like one; 0 where the length is a getter's.</summary>
    public static double Length(JsValue value) => value switch
    {
        JsArray array => array.Length,
        ObjectInstance instance when instance.GetOwnProperty("length") is { } length && length != PropertyDescriptor.Undefined
            && length.Value is JsNumber number && !instance.IsCallable() => number.AsNumber(),
        JsTypedArray typed => typed.Length,
        _ => 0,
    };

    /// <summary>What the keys of arguments need.</summary>
    public static double Keys(JsValue[] arguments)
    {
        double keys = 0;
        foreach (JsValue argument in arguments) keys += Letters(argument) + (argument is JsArray or JsTypedArray ? Length(argument) : 0);
        return keys * Key;
    }

    /// <summary>What the text of an array needs.</summary>
    public double Joined(JsValue self, JsValue[] arguments)
    {
        if (self is not JsArray array) return (Letters(self) + Length(self)) * (Letters(arguments.At(0)) + 1) * Letter;
        double letters = array.Length * Math.Max(Letters(arguments.At(0)), 1);
        for (uint i = 0; i < array.Length && letters * Letter <= limit; i++)
        {
            if (array.TryGetValue(i, out JsValue item)) letters += Letters(item);
        }
        return letters * Letter;
    }

    /// <summary>How many letters a value has at least as JSON; getters are not asked.</summary>
    public double Written(JsValue value)
    {
        double letters = 0;
        var open = new Stack<JsValue>([value]);
        while (letters * Letter <= limit && open.TryPop(out JsValue? next))
        {
            letters += 2 + Letters(next);
            budget.Check();
            if (next is JsArray array)
            {
                letters += array.Length;
                for (uint i = 0; i < array.Length && letters * Letter <= limit; i++)
                {
                    if (!array.TryGetValue(i, out JsValue item)) continue;
                    if (item is JsString text) letters += text.Length;
                    else if (item is JsArray or JsObject) open.Push(item);
                }
            }
            else if (next is JsObject document)
            {
                foreach (KeyValuePair<JsValue, PropertyDescriptor> own in document.GetOwnProperties())
                    if (own.Value.IsDataDescriptor()) open.Push(own.Value.Value);
            }
        }
        return letters;
    }

    /// <summary>What the items of the first argument need.</summary>
    public static double OfItems(NativeNeeds needs, JsValue self, JsValue[] arguments) => Length(arguments.At(0)) * Item;

    /// <summary>What it needs to replace matches of an expression.</summary>
    public static double Replacing(double letters, JsValue replacement) => letters * (SegmentSize + Letters(replacement) * Letter);

    /// <summary>What a text needs in which another one is replaced.</summary>
    public double Replaced(JsValue self, JsValue[] arguments)
    {
        if (self is not JsString || arguments.At(0) is not JsString || arguments.At(1) is not JsString) return 0;
        string text = self.ToString(), sought = arguments[0].ToString(), replacement = arguments[1].ToString();
        // A replacement may name what stands before a match, or after it, and so be as long as the text.
        int before = replacement.AsSpan().Count("$`"), after = replacement.AsSpan().Count("$'");
        double most = text.Length * Letter * (2 + replacement.Length + (double)(before + after) * text.Length);
        if (most <= limit || sought.Length == 0) return most;
        double made = text.Length;
        for (int at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0;)
        {
            made += replacement.Length + (double)before * at + (double)after * (text.Length - at);
            at += sought.Length;
            at = text.IndexOf(sought, at, StringComparison.Ordinal);
        }
        return made * Letter * 2;
    }
}
