using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MimeKit;

namespace AppServices.Tests.Auth;

/// <summary>An SMTP server on a port of its own, which keeps what it is sent.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<MimeMessage> _mails = new();
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly Task _running;

    public SmtpSink()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it answers to the address of a receiver; anything but 250 refuses the mail.</summary>
    public string ReceiverAnswer { get; set; } = "250 fine";

    public IReadOnlyCollection<MimeMessage> Mails => _mails;

    /// <summary>The lines that clients sent outside of mails.</summary>
    public IReadOnlyCollection<string> Commands => _commands;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                await ServeAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            _commands.Enqueue(line);
            if (line == "DATA") await ReceiveAsync(reader, writer);
            else await writer.WriteLineAsync(Answer(line));
            if (line == "QUIT") return;
        }
    }

    private string Answer(string line) => line.Split(' ', ':')[0] switch
    {
        "EHLO" => "250-sink\r\n250 AUTH PLAIN",
        "AUTH" => "235 welcome",
        "QUIT" => "221 bye",
        "RCPT" => ReceiverAnswer,
        _ => "250 fine",
    };

    private async Task ReceiveAsync(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 go on");
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".") text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        _mails.Enqueue(await MimeMessage.LoadAsync(content, _end.Token));
        await writer.WriteLineAsync("250 fine");
    }
}
