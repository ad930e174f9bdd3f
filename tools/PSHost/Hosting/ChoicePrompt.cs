using System;
using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using System.Text;

namespace AppServices.PSHost.Hosting;

/// <summary>Asks to pick one of several choices by hot key or label, as <c>-Confirm</c> does.</summary>
internal sealed class ChoicePrompt(PSHostUserInterface ui, ConsoleInput input)
{
    /// <returns>The index of the choice.</returns>
    public int Ask(string? caption, string? message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        input.Require($"The question '{message ?? caption}'");
        ui.WriteLine();
        if (!string.IsNullOrEmpty(caption)) ui.WriteLine(caption);
        if (!string.IsNullOrEmpty(message)) ui.WriteLine(message);

        string menu = Menu(choices, defaultChoice);
        while (true)
        {
            ui.Write(menu);
            string answer = input.ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0) return defaultChoice;
            if (answer == "?")
            {
                foreach (ChoiceDescription choice in choices) ui.WriteLine($"{HotKey(choice)} - {choice.HelpMessage}");
                continue;
            }
            for (int i = 0; i < choices.Count; i++)
                if (Matches(choices[i], answer)) return i;
        }
    }

    private static string Menu(Collection<ChoiceDescription> choices, int defaultChoice)
    {
        StringBuilder menu = new();
        foreach (ChoiceDescription choice in choices) menu.Append('[').Append(HotKey(choice)).Append("] ").Append(Label(choice)).Append("  ");
        menu.Append("[?] Help");
        if (defaultChoice >= 0) menu.Append(" (default is \"").Append(HotKey(choices[defaultChoice])).Append("\")");
        return menu.Append(": ").ToString();
    }

    private static bool Matches(ChoiceDescription choice, string answer) =>
        answer.Length > 0
        && (answer.Equals(HotKey(choice), StringComparison.OrdinalIgnoreCase) || answer.Equals(Label(choice), StringComparison.OrdinalIgnoreCase));

    private static string Label(ChoiceDescription choice) => choice.Label.Replace("&", "", StringComparison.Ordinal);

    // An ampersand stands before the letter that is the hot key.
    private static string HotKey(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label[mark + 1].ToString().ToUpperInvariant() : Label(choice);
    }
}
