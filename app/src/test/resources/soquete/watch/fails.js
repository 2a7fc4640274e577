const net = require('net');

const taken = net.createServer().listen(0, '127.0.0.1', () => {
  const again = net.createServer();
  again.on('error', (error) => {
    console.log(error.code, error.stack);
    taken.close();
    net.connect(1, '127.0.0.1');
  });
  again.listen(taken.address().port, '127.0.0.1');
});
