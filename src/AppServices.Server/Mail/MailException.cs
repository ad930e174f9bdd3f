using System;

namespace AppServices.Server.Mail;

/// <summary>A mail that was not sent; the message is for the operator.</summary>
internal sealed class MailException(string message, Exception cause) : Exception(message, cause);
