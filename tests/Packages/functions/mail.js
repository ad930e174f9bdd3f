const nodemailer = require("nodemailer");

exports = async (port, to) => {
  const transport = nodemailer.createTransport({ host: "127.0.0.1", port, secure: false, ignoreTLS: true });
  const sent = await transport.sendMail({ from: "shop@example.com", to, subject: "Your order", text: "It is on its way." });
  return sent.accepted;
};
