using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace AppServices.PSHost.Hosting;

/// <summary>Size, colours and keys of the console. Reading or writing single cells is not supported, as in pwsh on Unix.</summary>
internal sealed class ConsoleRawUserInterface : PSHostRawUserInterface
{
    private const int RedirectedWidth = 120;
    private const int FallbackHeight = 50;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override Size BufferSize
    {
        get => new(Width(), Height());
        set => throw CellsNotSupported();
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw CellsNotSupported();
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Coordinates CursorPosition
    {
        get => Console.IsOutputRedirected ? new Coordinates(0, 0) : new Coordinates(Console.CursorLeft, Console.CursorTop);
        set
        {
            if (!Console.IsOutputRedirected) Console.SetCursorPosition(value.X, value.Y);
        }
    }

    public override int CursorSize { get; set; } = 25;

    public override Coordinates WindowPosition { get; set; }

    public override string WindowTitle
    {
        get => OperatingSystem.IsWindows() && !Console.IsOutputRedirected ? Console.Title : string.Empty;
        set
        {
            if (!Console.IsOutputRedirected) Console.Title = value;
        }
    }

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (Console.IsInputRedirected) throw new NotInteractiveException("A key cannot be read because the input is redirected.");
        ConsoleKeyInfo key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        ControlKeyStates states = 0;
        if (key.Modifiers.HasFlag(ConsoleModifiers.Shift)) states |= ControlKeyStates.ShiftPressed;
        if (key.Modifiers.HasFlag(ConsoleModifiers.Control)) states |= ControlKeyStates.LeftCtrlPressed;
        if (key.Modifiers.HasFlag(ConsoleModifiers.Alt)) states |= ControlKeyStates.LeftAltPressed;
        return new KeyInfo((int)key.Key, key.KeyChar, states, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable) Console.ReadKey(intercept: true);
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw CellsNotSupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // The whole screen filled with blanks is how Clear-Host clears it.
        bool wholeScreen = rectangle is { Left: -1, Top: -1, Right: -1, Bottom: -1 };
        if (!wholeScreen) throw CellsNotSupported();
        if (!Console.IsOutputRedirected) Console.Clear();
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw CellsNotSupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw CellsNotSupported();

    private static NotSupportedException CellsNotSupported() => new("This host cannot address single cells of the console.");

    private static int Width()
    {
        if (!Console.IsOutputRedirected && Console.WindowWidth > 0) return Console.WindowWidth;
        string? columns = Environment.GetEnvironmentVariable("COLUMNS");
        return int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0 ? width : RedirectedWidth;
    }

    private static int Height() => !Console.IsOutputRedirected && Console.WindowHeight > 0 ? Console.WindowHeight : FallbackHeight;
}
