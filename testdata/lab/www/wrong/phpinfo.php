<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>PHP 5.6.40 - phpinfo()</title></head>
<body><h1 class="p">PHP Version 5.6.40</h1><table><tr><td class="e">System </td><td class="v">Linux wrong 6.1</td></tr></table></body></html>
