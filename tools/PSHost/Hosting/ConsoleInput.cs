using System;
using System.Security;

namespace AppServices.PSHost.Hosting;

/// <summary>Reads answers from the terminal; refuses where there is none.</summary>
internal sealed class ConsoleInput(bool allowed)
{
    /// <exception cref="NotInteractiveException">Input is redirected or forbidden.</exception>
    public void Require(string question)
    {
        if (!allowed) throw new NotInteractiveException($"{question} cannot be asked because of -NonInteractive.");
        if (Console.IsInputRedirected) throw new NotInteractiveException($"{question} cannot be asked because the input is redirected.");
    }

    /// <summary>One line; an ended input counts as an empty line.</summary>
    public string ReadLine()
    {
        Require("A question");
        return Console.In.ReadLine() ?? string.Empty;
    }

    /// <summary>One line shown as stars.</summary>
    public SecureString ReadSecret()
    {
        Require("A secret");
        SecureString secret = new();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Out.WriteLine();
                    secret.MakeReadOnly();
                    return secret;
                case ConsoleKey.Backspace when secret.Length > 0:
                    secret.RemoveAt(secret.Length - 1);
                    Console.Out.Write("\b \b");
                    break;
                default:
                    if (char.IsControl(key.KeyChar)) break;
                    secret.AppendChar(key.KeyChar);
                    Console.Out.Write('*');
                    break;
            }
        }
    }
}
