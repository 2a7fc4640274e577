const dgram = require('dgram');

const server = dgram.createSocket('udp4');
server.on('message', (message, from) => {
  server.send(message.toString().toUpperCase(), from.port, from.address);
});
server.bind(0, '127.0.0.1', () => {
  const client = dgram.createSocket('udp4', (message) => {
    console.log(String(message));
    client.close();
    server.close();
  });
  client.send('abc', server.address().port, '127.0.0.1');
});
